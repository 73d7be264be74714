-- One row per card transaction of the period that counts for the item `card`: no card, no holder, no number of a claim.
-- Its texts are as they were written and may tell a person. NULL $department: every department.
SELECT
    s.department_code AS department,
    d.name AS department_name,
    t.spent_on,
    t.posted_on,
    t.kind AS transaction_type,
    s.amount,
    t.merchant_name,
    t.mcc,
    t.merchant_city,
    t.economic_code
FROM fact.item_spending AS s
JOIN fact.card_transactions AS t ON t.row_id = s.row_id
LEFT JOIN record.departments AS d ON d.department_code = s.department_code
WHERE
    s.item = 'card'
    AND s.spent_on BETWEEN $starts_on AND $ends_on
    AND ($department::VARCHAR IS NULL OR s.department_code = $department)
ORDER BY s.spent_on, s.department_code, t.row_id;
