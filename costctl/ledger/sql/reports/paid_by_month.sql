-- One row per department, item and month with payments from $starts_on to $ends_on, as the treasury has them.
-- NULL $department: every department.
SELECT
    department_code AS department,
    item,
    month(paid_on)::BIGINT AS month,
    sum(amount)::DECIMAL(38, 2) AS paid
FROM fact.item_payments
WHERE
    paid_on BETWEEN $starts_on AND $ends_on
    AND ($department::VARCHAR IS NULL OR department_code = $department)
GROUP BY ALL;
