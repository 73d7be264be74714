-- One row per metric, department and period (quarter 0: the whole year) of $year in which anything counts.
SELECT department_code AS department, metric, quarter::BIGINT AS quarter, numerator, denominator
FROM fact.metrics
WHERE fiscal_year = $year;
