-- One row per card transaction of the period that counts for the item `card`, without what tells a person: no card, no
-- holder, no number of a claim. A merchant that is called as a person on the register, or as the holder, is that person
-- and has no name here; in other names runs of seven digits or more, which may be a telephone or a card, are masked. NULL
-- $department: every department.
WITH names AS (
    SELECT DISTINCT p.name FROM record.people AS p WHERE p.name IS NOT NULL
)
SELECT
    s.department_code AS department,
    d.name AS department_name,
    t.spent_on,
    t.posted_on,
    t.kind AS transaction_type,
    s.amount,
    CASE
        WHEN n.name IS NOT NULL OR t.merchant_name = t.holder_name THEN NULL
        ELSE regexp_replace(t.merchant_name, '[0-9]{7,}', '*******', 'g')
    END AS merchant_name,
    t.mcc,
    t.merchant_city,
    t.economic_code
FROM fact.item_spending AS s
JOIN fact.card_transactions AS t ON t.row_id = s.row_id
LEFT JOIN record.departments AS d ON d.department_code = s.department_code
LEFT JOIN names AS n ON n.name = t.merchant_name
WHERE
    s.item = 'card'
    AND s.spent_on BETWEEN $starts_on AND $ends_on
    AND ($department::VARCHAR IS NULL OR s.department_code = $department)
ORDER BY s.spent_on, s.department_code, t.row_id;
