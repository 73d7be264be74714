-- One row per record behind a spent figure.
-- NULL $department: every department; empty $department: records that name none.
SELECT
    s.spent_on AS dated, s.department_code AS department, s.item, s.amount, s.source_kind AS kind, NULL::BIGINT AS month,
    NULL::VARCHAR AS change_kind, s.row_id
FROM fact.item_spending AS s
WHERE
    s.spent_on BETWEEN $from_day AND $to_day
    AND s.item IN (SELECT unnest($items::VARCHAR[]))
    AND ($department::VARCHAR IS NULL OR coalesce(s.department_code, '') = $department);
