-- One row per year and department that published its three public expenses, in 万元, beside what the ledger holds of a
-- year that is over. A number below 0 is not recorded. Yuan have 38 digits: 元 entered as 万元 must not stop the rules.
CREATE OR REPLACE VIEW fact.disclosures AS
WITH counted AS (
    SELECT
        d.row_id,
        d.record_key,
        d.fiscal_year,
        d.department_code,
        d.overseas,
        d.vehicle_buy,
        d.vehicle_run,
        d.vehicles,
        d.reception,
        d.total,
        CASE WHEN d.overseas_group_count >= 0 THEN d.overseas_group_count END AS overseas_group_count,
        CASE WHEN d.overseas_people >= 0 THEN d.overseas_people END AS overseas_people,
        CASE WHEN d.vehicles_bought >= 0 THEN d.vehicles_bought END AS vehicles_bought,
        CASE WHEN d.vehicles_held >= 0 THEN d.vehicles_held END AS vehicles_held,
        CASE WHEN d.reception_count >= 0 THEN d.reception_count END AS reception_count,
        CASE WHEN d.guest_count >= 0 THEN d.guest_count END AS guest_count
    FROM record.disclosures AS d
)
SELECT
    c.row_id,
    c.record_key,
    c.fiscal_year,
    c.department_code,
    make_date(CAST(c.fiscal_year AS INTEGER), 1, 1) AS period_start,
    c.overseas,
    c.vehicle_buy,
    c.vehicle_run,
    c.vehicles,
    c.reception,
    c.total,
    c.overseas_group_count,
    c.overseas_people,
    c.vehicles_bought,
    c.vehicles_held,
    c.reception_count,
    c.guest_count,
    c.overseas + c.vehicles + c.reception AS total_parts,
    c.vehicle_buy + c.vehicle_run AS vehicle_parts,
    (c.overseas > 0 AND c.overseas_group_count = 0)
    OR (c.vehicle_buy > 0 AND c.vehicles_bought = 0)
    OR (c.vehicle_run > 0 AND c.vehicles_held = 0)
    OR (c.reception > 0 AND (c.reception_count = 0 OR c.guest_count = 0)) AS lacks_quantity,
    10000 * CAST(c.reception AS DECIMAL(38, 6)) AS reception_yuan,
    10000 * CAST(c.total AS DECIMAL(38, 6)) AS total_yuan,
    coalesce(b.spent_complete, 10000 * CAST(c.total AS DECIMAL(38, 6))) AS ledger_total
FROM counted AS c
LEFT JOIN fact.budget_items AS b
    ON
        b.item = 'public_expenses'
        AND b.fiscal_year = c.fiscal_year
        AND b.department_code = c.department_code
        AND make_date(CAST(c.fiscal_year AS INTEGER), 12, 31) <= CAST(getvariable('as_of') AS DATE);
