-- One row per payment behind a paid figure.
-- NULL $department: every department; empty $department: payments that name none.
SELECT
    p.paid_on AS dated, p.department_code AS department, p.item, p.amount, 'payments' AS kind, NULL::BIGINT AS month,
    NULL::VARCHAR AS change_kind, p.row_id
FROM fact.item_payments AS p
WHERE
    p.paid_on BETWEEN $from_day AND $to_day
    AND p.item IN (SELECT unnest($items::VARCHAR[]))
    AND ($department::VARCHAR IS NULL OR coalesce(p.department_code, '') = $department);
