-- One row per year and department with a target for the growth of 三公, year to as_of: what was spent, and what in the
-- same days of the year before. Nothing can be said of growth from 0.00.
CREATE OR REPLACE VIEW fact.target_public_expenses_growth AS
SELECT
    t.row_id,
    t.fiscal_year,
    t.department_code,
    t.period_start,
    t.period_end,
    CAST(m.numerator AS DECIMAL(38, 2)) AS spent,
    CASE WHEN m.denominator <> 0 THEN CAST(m.denominator AS DECIMAL(38, 2)) END AS prior_spent,
    t.target
FROM step.targets AS t
LEFT JOIN fact.metrics AS m
    ON
        m.metric = 'public_expenses_growth'
        AND m.quarter = 0
        AND m.fiscal_year = t.fiscal_year
        AND m.department_code = t.department_code
WHERE t.metric = 'public_expenses_growth_max';
