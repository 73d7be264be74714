-- One row per rule: how its subjects came out when it last ran over all departments and over $year, or all years.
-- Counts are NULL where the rule failed.
SELECT
    c.rule,
    arg_max({flagged: c.flagged, clear: c.clear, cannot_assess: c.cannot_assess}, c.run_no) AS counts,
    max(c.run_no) AS run_no
FROM base.run_rules AS c
JOIN base.runs AS r ON r.run_no = c.run_no
WHERE len(r.departments) = 0 AND (r.fiscal_year IS NULL OR r.fiscal_year = $year)
GROUP BY c.rule;
