-- One row per department, item and month of the commitments made from $starts_on to $ends_on that are still open then.
-- NULL $department: every department.
SELECT
    department_code AS department,
    item,
    month(committed_on)::BIGINT AS month,
    sum(amount)::DECIMAL(38, 2) AS committed
FROM fact.commitments
WHERE
    committed_on BETWEEN $starts_on AND $ends_on
    AND (released_on IS NULL OR released_on > $ends_on)
    AND ($department::VARCHAR IS NULL OR department_code = $department)
GROUP BY ALL;
