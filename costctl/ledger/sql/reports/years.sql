-- One row per year that holds budget lines, spending or findings.
SELECT DISTINCT y.fiscal_year
FROM (
    SELECT CAST(b.fiscal_year AS INTEGER) AS fiscal_year
    FROM fact.budget_lines AS b
    UNION ALL
    SELECT CAST(year(s.spent_on) AS INTEGER) AS fiscal_year
    FROM fact.item_spending AS s
    UNION ALL
    SELECT CAST(year(f.dated) AS INTEGER) AS fiscal_year
    FROM record.findings AS f
) AS y
WHERE y.fiscal_year IS NOT NULL
ORDER BY 1 DESC;
