-- One row per department, item and month of the budget lines that count by $ends_on; month 0 is money given for the whole year.
-- `original` is what was given at the start of the year, `changes` everything after it: supplements, reductions, transfers
-- and what was carried over. NULL $department: every department.
SELECT
    department_code AS department,
    item,
    coalesce(month, 0)::BIGINT AS month,
    coalesce(sum(amount) FILTER (coalesce(change_kind, 'original') = 'original'), 0)::DECIMAL(38, 2) AS original,
    coalesce(sum(amount) FILTER (coalesce(change_kind, 'original') <> 'original'), 0)::DECIMAL(38, 2) AS changes
FROM fact.budget_lines
WHERE
    fiscal_year = $year
    AND counts_from <= $ends_on
    AND ($department::VARCHAR IS NULL OR department_code = $department)
GROUP BY ALL;
