-- What the records of a metric's view come to in each year and department.
CREATE OR REPLACE MACRO step.metric_years(metric_view) AS TABLE
SELECT
    r.metric,
    r.department_code,
    year(r.counted_on) AS fiscal_year,
    sum(r.numerator) AS numerator,
    sum(r.denominator) AS denominator
FROM query_table(metric_view) AS r
GROUP BY r.metric, r.department_code, year(r.counted_on);
