-- One row per budget line behind a budget figure.
-- NULL $department: every department; empty $department: lines that name none.
SELECT
    b.counts_from AS dated, b.department_code AS department, b.item, b.amount, 'budgets' AS kind, b.month, b.change_kind,
    b.row_id
FROM fact.budget_lines AS b
WHERE
    b.fiscal_year = $year
    AND b.counts_from <= $to_day
    AND b.item IN (SELECT unnest($items::VARCHAR[]))
    AND ($department::VARCHAR IS NULL OR coalesce(b.department_code, '') = $department);
