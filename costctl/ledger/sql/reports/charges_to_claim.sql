-- One row per card transaction from $starts_on to $ends_on that ought to be claimed: a purchase that was not refunded.
SELECT
    t.transaction_key, t.department_code AS department, t.holder AS person, p.name AS person_name, t.spent_on,
    t.ledger_amount::DECIMAL(38, 2) AS amount, t.merchant_name, t.due_on, t.claim_no, t.is_claimed
FROM fact.card_transactions AS t
LEFT JOIN record.people AS p ON p.person_id = t.holder
WHERE t.is_claimable AND t.spent_on BETWEEN $starts_on AND $ends_on
ORDER BY t.spent_on, t.transaction_key;
