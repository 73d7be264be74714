-- One row per figure of a finding on a group abroad and record of another kind behind it: the stays, by whose countries
-- the days go that are allowed.
SELECT 'days_limit' AS figure, 'overseas_stays' AS kind, s.row_id, s.arrived_on AS dated, NULL AS amount
FROM record.findings AS f
JOIN record.overseas_groups AS g ON list_contains(f.row_ids, g.row_id)
JOIN record.overseas_stays AS s ON s.group_no = g.group_no
WHERE f.finding = $finding;
