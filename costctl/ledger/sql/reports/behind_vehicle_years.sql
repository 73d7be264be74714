-- One row per figure of a finding on the running costs of a vehicle and record behind it: the vehicles of the same use
-- with costs in the year, this one included, and their costs.
WITH own AS (
    SELECT v.plate_no, v.fiscal_year, v.vehicle_use
    FROM record.findings AS f
    JOIN fact.vehicle_years AS v ON list_has_any(f.row_ids, v.row_ids)
    WHERE f.finding = $finding
),
peers AS (
    SELECT p.plate_no, p.row_ids, o.plate_no = p.plate_no AS is_own
    FROM own AS o
    JOIN fact.vehicle_years AS p ON p.fiscal_year = o.fiscal_year AND p.vehicle_use = o.vehicle_use
)
SELECT 'vehicle_use' AS figure, 'vehicles' AS kind, v.row_id, NULL AS dated, NULL AS amount
FROM peers AS p
JOIN record.vehicles AS v ON v.plate_no = p.plate_no
WHERE p.is_own
UNION ALL
SELECT 'peer_count' AS figure, 'vehicles' AS kind, v.row_id, NULL AS dated, 1 AS amount
FROM peers AS p
JOIN record.vehicles AS v ON v.plate_no = p.plate_no
UNION ALL
SELECT 'peer_cost' AS figure, 'vehicle_costs' AS kind, c.row_id, c.incurred_on AS dated, c.amount
FROM (SELECT unnest(p.row_ids) AS row_id FROM peers AS p) AS r
JOIN record.vehicle_costs AS c ON c.row_id = r.row_id;
