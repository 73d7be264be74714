-- One row per figure of a finding on card transactions and record of another kind behind it: the card and whose it is,
-- and the legs on which that person was away.
WITH spent AS (
    SELECT t.spent_on, c.row_id AS card_row, c.person_id
    FROM record.findings AS f
    JOIN record.card_transactions AS t ON list_contains(f.row_ids, t.row_id)
    JOIN record.card_links AS l ON l.card_id = t.card_id
    JOIN record.cards AS c ON c.card_id = l.registered_id
    WHERE f.finding = $finding
)
SELECT
    unnest(['holder', 'is_on_trip']) AS figure, 'cards' AS kind, s.card_row AS row_id, NULL AS dated, NULL AS amount
FROM spent AS s
UNION ALL
SELECT 'left_on' AS figure, 'people' AS kind, p.row_id, NULL AS dated, NULL AS amount
FROM spent AS s
JOIN record.people AS p ON p.person_id = s.person_id
UNION ALL
SELECT
    unnest(
        CASE
            WHEN s.spent_on > t.depart_on AND s.spent_on < t.return_on THEN ['is_on_trip', 'is_mid_trip']
            ELSE ['is_on_trip']
        END
    ) AS figure,
    'trips' AS kind,
    t.row_id,
    t.depart_on AS dated,
    NULL AS amount
FROM spent AS s
JOIN record.trips AS t ON t.person_id = s.person_id AND s.spent_on BETWEEN t.depart_on AND t.return_on;
