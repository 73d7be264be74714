-- One row per entry of a payment, paid up to $ends_on and for whatever it was, that a card charge names as its claim: by
-- the number of the payment, else by the number that the payment names.
WITH named AS (
    SELECT DISTINCT t.claim_no AS number FROM record.card_transactions AS t WHERE t.claim_no IS NOT NULL
)
SELECT
    coalesce(own.number, source.number) AS number, p.payment_no, p.line_no, p.department_code AS department,
    p.paid_on AS dated, p.amount::DECIMAL(38, 2) AS amount
FROM record.payments AS p
LEFT JOIN named AS own ON own.number = p.payment_no
LEFT JOIN named AS source ON source.number = p.source_no
WHERE coalesce(own.number, source.number) IS NOT NULL AND p.paid_on <= $ends_on
ORDER BY p.paid_on, p.payment_no, p.line_no;
