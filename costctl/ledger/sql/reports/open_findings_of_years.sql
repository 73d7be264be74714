-- One row per year and department with open findings dated in it: how many, of every rule.
SELECT year(f.dated) AS fiscal_year, f.department, count(*)::BIGINT AS findings
FROM record.findings AS f
WHERE f.status = 'open'
GROUP BY ALL;
