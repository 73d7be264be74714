-- One row per figure of a finding on a trip leg and record of another kind behind it: the person, where the rank is not
-- recorded on the trip.
SELECT 'rank_group' AS figure, 'people' AS kind, p.row_id, NULL AS dated, NULL AS amount
FROM record.findings AS f
JOIN record.trips AS t ON list_contains(f.row_ids, t.row_id)
JOIN record.people AS p ON p.person_id = t.person_id
WHERE f.finding = $finding AND t.rank IS NULL;
