-- One row per record behind a spent figure, with the place where it was first seen among the files in force.
-- NULL $department: every department; empty $department: records that name none.
WITH
spending AS (
    SELECT s.spent_on AS dated, s.department_code AS department, s.item, s.amount, s.source_kind AS kind, s.row_id
    FROM fact.item_spending AS s
    WHERE
        s.spent_on BETWEEN $from_day AND $to_day
        AND s.item IN (SELECT unnest($items::VARCHAR[]))
        AND ($department::VARCHAR IS NULL OR coalesce(s.department_code, '') = $department)
)

SELECT
    s.dated, s.department, s.item, s.amount, s.kind, NULL::BIGINT AS month, NULL::VARCHAR AS change_kind, s.row_id,
    g.seen.batch AS batch, g.seen.file AS file, g.seen.sheet AS sheet, g.seen.row_no AS row_no
FROM spending AS s
LEFT JOIN (
    SELECT v.kind, v.row_id, arg_min({batch: v.batch, file: v.file, sheet: v.sheet, row_no: v.row_no}, v.batch_no) AS seen
    FROM record.sightings AS v
    WHERE v.kind IN (SELECT p.kind FROM spending AS p) AND v.row_id IN (SELECT p.row_id FROM spending AS p)
    GROUP BY v.kind, v.row_id
) AS g ON g.kind = s.kind AND g.row_id = s.row_id
ORDER BY s.dated, s.kind, s.row_id;
