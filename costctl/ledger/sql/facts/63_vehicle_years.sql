-- One row per year and plate number with a cost in the period (to 31 December, or to as_of while the year runs).
-- peer_count and peer_cost are those of all such rows of the year, of every department, whose vehicle has the same use,
-- this one included; NULL where the vehicle or its use is not on record. The department is that of the vehicle, else of
-- its costs.
CREATE OR REPLACE VIEW fact.vehicle_years AS
WITH costs AS (
    SELECT
        year(c.incurred_on) AS fiscal_year,
        c.plate_no,
        min(c.department_code) AS department_code,
        sum(c.amount) AS cost,
        list(c.row_id) AS row_ids
    FROM record.vehicle_costs AS c
    WHERE c.incurred_on <= CAST(getvariable('as_of') AS DATE)
    GROUP BY year(c.incurred_on), c.plate_no
)
SELECT
    c.row_ids,
    c.fiscal_year,
    make_date(c.fiscal_year, 1, 1) AS period_start,
    least(make_date(c.fiscal_year, 12, 31), CAST(getvariable('as_of') AS DATE)) AS period_end,
    c.plate_no,
    coalesce(v.department_code, c.department_code) AS department_code,
    v.vehicle_use,
    c.cost,
    CASE WHEN v.vehicle_use IS NOT NULL THEN count(*) OVER of_its_kind END AS peer_count,
    CASE WHEN v.vehicle_use IS NOT NULL THEN sum(c.cost) OVER of_its_kind END AS peer_cost
FROM costs AS c
LEFT JOIN record.vehicles AS v ON v.plate_no = c.plate_no
WINDOW of_its_kind AS (PARTITION BY c.fiscal_year, v.vehicle_use);
