-- One row per card, merchant and amount that came back: the last day, not after as_of, on which it did.
CREATE OR REPLACE VIEW step.refunds AS
SELECT
    coalesce(h.registered_id, t.card_id) AS card,
    t.merchant_name,
    -t.amount AS amount,
    max(t.spent_on) AS last_refunded_on
FROM record.card_transactions AS t
LEFT JOIN step.card_holders AS h ON h.card_id = t.card_id
WHERE
    (t.transaction_type = 'refund' OR (coalesce(t.transaction_type, 'purchase') = 'purchase' AND t.amount < 0))
    AND t.card_id IS NOT NULL
    AND t.merchant_name IS NOT NULL
    AND t.spent_on <= CAST(getvariable('as_of') AS DATE)
GROUP BY coalesce(h.registered_id, t.card_id), t.merchant_name, -t.amount;
