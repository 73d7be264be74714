-- One row per year that has begun, department and item: what its budget lines approve by the end of the period (31
-- December, or as_of while the year runs), and the rows of these lines.
CREATE OR REPLACE VIEW step.approved AS
SELECT l.fiscal_year, l.department_code, l.item, sum(l.amount) AS approved, list(l.row_id) AS row_ids
FROM fact.budget_lines AS l
WHERE
    l.fiscal_year <= year(CAST(getvariable('as_of') AS DATE))
    AND l.counts_from <= CAST(getvariable('as_of') AS DATE)
    AND year(l.counts_from) <= l.fiscal_year
GROUP BY l.fiscal_year, l.department_code, l.item;
