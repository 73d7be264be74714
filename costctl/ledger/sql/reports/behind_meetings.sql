-- One row per figure of a finding on a meeting and record of another kind behind it: the payments that name the meeting,
-- and the rows of the list of designated venues that confirm where it was held.
WITH held AS (
    SELECT m.row_id, m.department_code, m.venue, m.venue_city, m.starts_on
    FROM record.findings AS f
    JOIN record.meetings AS m ON list_contains(f.row_ids, m.row_id)
    WHERE f.finding = $finding
),
paid AS (
    SELECT p.row_id, p.paid_on, p.amount, p.department_code <> h.department_code AS is_by_others
    FROM held AS h
    JOIN step.meeting_payments AS l ON l.row_id = h.row_id
    JOIN record.payments AS p ON list_contains(l.payment_rows, p.row_id)
)
SELECT 'linked_payments' AS figure, 'payments' AS kind, p.row_id, p.paid_on AS dated, 1 AS amount
FROM paid AS p
UNION ALL
SELECT 'paid_by_others' AS figure, 'payments' AS kind, p.row_id, p.paid_on AS dated, p.amount
FROM paid AS p
WHERE p.is_by_others
UNION ALL
SELECT
    'venue_star' AS figure,
    'designated_venues' AS kind,
    unnest(l.listed_rows) AS row_id,
    NULL AS dated,
    NULL AS amount
FROM held AS h
JOIN step.listed_venues AS l
    ON
        l.venue = h.venue
        AND l.venue_city IS NOT DISTINCT FROM h.venue_city
        AND l.starts_on IS NOT DISTINCT FROM h.starts_on;
