-- One row per card, merchant and day with at least one purchase; purchases without a merchant name form one group per
-- card and day. A purchase without a card number is a row of its own, of which nothing can be said. Refunds count in
-- the total of their day. Amounts are NULL where one of the rows has none in the ledger's currency.
CREATE OR REPLACE VIEW fact.card_merchant_days AS
WITH spent AS (
    SELECT
        t.row_id,
        t.transaction_key,
        coalesce(h.registered_id, t.card_id) AS card,
        CASE WHEN t.card_id IS NULL THEN t.row_id END AS row_without_card,
        t.card_last4,
        coalesce(t.department_code, h.department_code) AS department_code,
        t.spent_on,
        t.merchant_name,
        t.amount,
        coalesce(t.transaction_type, 'purchase') = 'purchase' AND t.amount > 0 AS is_purchase,
        t.currency IS NULL OR t.currency = settings.currency AS is_in_ledger_currency
    FROM record.card_transactions AS t
    CROSS JOIN (SELECT any_value(given.currency) AS currency FROM ref.settings AS given) AS settings
    LEFT JOIN step.card_holders AS h ON h.card_id = t.card_id
    WHERE
        t.transaction_type = 'refund'
        OR (
            coalesce(t.transaction_type, 'purchase') = 'purchase'
            AND (t.amount < 0 OR (t.amount > 0 AND coalesce(t.mcc, '') <> '6011'))
        )
)
SELECT
    min(CASE WHEN s.is_purchase THEN s.transaction_key END) AS transaction_key,
    min(s.department_code) AS department_code,
    list(s.row_id) AS row_ids,
    min(s.card_last4) AS card_last4,
    s.spent_on,
    s.merchant_name,
    CASE WHEN s.row_without_card IS NULL THEN count(CASE WHEN s.is_purchase THEN 1 END) END AS purchase_count,
    CASE
        WHEN s.row_without_card IS NULL AND bool_and(s.is_in_ledger_currency)
            THEN max(CASE WHEN s.is_purchase THEN s.amount END)
    END AS largest_purchase,
    CASE
        WHEN s.row_without_card IS NULL AND bool_and(s.is_in_ledger_currency) AND s.merchant_name IS NOT NULL
            THEN sum(s.amount)
    END AS purchase_total
FROM spent AS s
GROUP BY s.card, s.row_without_card, s.spent_on, s.merchant_name
HAVING count(CASE WHEN s.is_purchase THEN 1 END) > 0;
