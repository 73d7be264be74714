-- One row per year, and per quarter of it, that has begun by as_of: its first day, and its last or as_of, whichever is
-- earlier. Quarter 0 is the whole year. No record's own date lies before 1990.
CREATE OR REPLACE VIEW step.metric_periods AS
WITH years AS (
    SELECT CAST(unnest(generate_series(1990, year(CAST(getvariable('as_of') AS DATE)))) AS INTEGER) AS fiscal_year
),
periods AS (
    SELECT
        y.fiscal_year,
        q.quarter,
        make_date(y.fiscal_year, q.first_month, 1) AS starts_on,
        last_day(make_date(y.fiscal_year, q.last_month, 1)) AS ends_on
    FROM years AS y
    CROSS JOIN (VALUES (0, 1, 12), (1, 1, 3), (2, 4, 6), (3, 7, 9), (4, 10, 12)) AS q (quarter, first_month, last_month)
)
SELECT
    p.fiscal_year,
    p.quarter,
    p.starts_on,
    least(p.ends_on, CAST(getvariable('as_of') AS DATE)) AS ends_on
FROM periods AS p
WHERE p.starts_on <= CAST(getvariable('as_of') AS DATE);
