-- One row per budget line behind a budget figure, with the place where it was first seen among the files in force.
-- NULL $department: every department; empty $department: lines that name none.
WITH
lines AS (
    SELECT
        b.counts_from AS dated, b.department_code AS department, b.item, b.amount, b.month, b.change_kind, b.row_id
    FROM fact.budget_lines AS b
    WHERE
        b.fiscal_year = $year
        AND b.counts_from <= $to_day
        AND b.item IN (SELECT unnest($items::VARCHAR[]))
        AND ($department::VARCHAR IS NULL OR coalesce(b.department_code, '') = $department)
)

SELECT
    b.dated, b.department, b.item, b.amount, 'budgets' AS kind, b.month, b.change_kind, b.row_id,
    g.seen.batch AS batch, g.seen.file AS file, g.seen.sheet AS sheet, g.seen.row_no AS row_no
FROM lines AS b
LEFT JOIN (
    SELECT v.row_id, arg_min({batch: v.batch, file: v.file, sheet: v.sheet, row_no: v.row_no}, v.batch_no) AS seen
    FROM record.sightings AS v
    WHERE v.kind = 'budgets' AND v.row_id IN (SELECT p.row_id FROM lines AS p)
    GROUP BY v.row_id
) AS g ON g.row_id = b.row_id
ORDER BY b.dated, b.row_id;
