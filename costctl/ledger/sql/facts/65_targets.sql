-- One row per year begun by as_of, registered department and metric with a target: the department's own, else the one
-- that is given for every department.
CREATE OR REPLACE VIEW step.targets AS
WITH given AS (
    SELECT t.department_code, t.fiscal_year, t.metric, t.value, t.row_id, 1 AS preference
    FROM record.targets AS t
    JOIN record.departments AS d ON d.department_code = t.department_code
    UNION ALL
    SELECT d.department_code, t.fiscal_year, t.metric, t.value, t.row_id, 2 AS preference
    FROM record.targets AS t
    CROSS JOIN record.departments AS d
    WHERE t.department_code IS NULL
),
chosen AS (
    SELECT
        g.department_code,
        g.fiscal_year,
        g.metric,
        g.value,
        g.row_id,
        row_number() OVER (PARTITION BY g.department_code, g.fiscal_year, g.metric ORDER BY g.preference) AS choice
    FROM given AS g
)
SELECT
    c.row_id,
    c.fiscal_year,
    c.department_code,
    c.metric,
    make_date(CAST(c.fiscal_year AS INTEGER), 1, 1) AS period_start,
    least(make_date(CAST(c.fiscal_year AS INTEGER), 12, 31), CAST(getvariable('as_of') AS DATE)) AS period_end,
    c.value AS target
FROM chosen AS c
WHERE c.choice = 1 AND c.fiscal_year <= year(CAST(getvariable('as_of') AS DATE));
