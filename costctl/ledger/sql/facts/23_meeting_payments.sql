-- One row per meeting that payments of meeting costs, not after as_of, name as what they paid for: how many they are,
-- which, and what departments other than its own paid.
CREATE OR REPLACE VIEW step.meeting_payments AS
SELECT
    m.row_id,
    count(*) AS linked_payments,
    list(p.row_id) AS payment_rows,
    sum(CASE WHEN p.department_code <> m.department_code THEN p.amount ELSE 0.00 END) AS paid_by_others
FROM record.meetings AS m
JOIN record.payments AS p ON p.source_no = m.meeting_no
WHERE p.economic_code = '30215' AND p.paid_on <= CAST(getvariable('as_of') AS DATE)
GROUP BY m.row_id;
