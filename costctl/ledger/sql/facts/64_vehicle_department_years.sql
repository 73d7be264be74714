-- One row per complete year and department with vehicle costs in it. Whether a repair has an itemised bill counts only
-- where it is recorded that it has none.
CREATE OR REPLACE VIEW fact.vehicle_department_years AS
WITH costs AS (
    SELECT
        c.row_id,
        c.department_code,
        year(c.incurred_on) AS fiscal_year,
        c.amount,
        c.cost_kind = 'top_up' AS is_top_up,
        c.cost_kind = 'repair' AND NOT c.has_itemised_bill AS is_unbilled_repair,
        month(c.incurred_on) = 12 AS is_december
    FROM record.vehicle_costs AS c
    WHERE make_date(year(c.incurred_on), 12, 31) <= CAST(getvariable('as_of') AS DATE)
)
SELECT
    list(c.row_id) AS row_ids,
    c.fiscal_year,
    make_date(c.fiscal_year, 1, 1) AS period_start,
    make_date(c.fiscal_year, 12, 31) AS period_end,
    c.department_code,
    sum(CASE WHEN c.is_top_up THEN c.amount ELSE 0.00 END) AS year_top_up,
    sum(CASE WHEN c.is_top_up AND c.is_december THEN c.amount ELSE 0.00 END) AS december_top_up,
    sum(CASE WHEN c.is_unbilled_repair AND c.is_december THEN c.amount ELSE 0.00 END) AS december_repair_unbilled
FROM costs AS c
GROUP BY c.fiscal_year, c.department_code;
