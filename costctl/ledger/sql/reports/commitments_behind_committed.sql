-- One row per commitment behind a committed figure: made from $from_day to $to_day and still open on $ends_on.
-- NULL $department: every department; empty $department: commitments that name none.
SELECT
    c.committed_on AS dated, c.department_code AS department, c.item, c.amount, 'commitments' AS kind,
    NULL::BIGINT AS month, NULL::VARCHAR AS change_kind, c.row_id
FROM fact.commitments AS c
WHERE
    c.committed_on BETWEEN $from_day AND $to_day
    AND (c.released_on IS NULL OR c.released_on > $ends_on)
    AND c.item IN (SELECT unnest($items::VARCHAR[]))
    AND ($department::VARCHAR IS NULL OR coalesce(c.department_code, '') = $department);
