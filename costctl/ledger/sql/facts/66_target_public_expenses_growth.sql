-- One row per year and department with a target for the growth of 三公, year to as_of: what was spent, and what in the
-- same days of the year before. Nothing can be said of growth from 0.00.
CREATE OR REPLACE VIEW fact.target_public_expenses_growth AS
SELECT
    t.row_id,
    t.fiscal_year,
    t.department_code,
    t.period_start,
    t.period_end,
    CAST(e.spent AS DECIMAL(38, 2)) AS spent,
    CASE WHEN e.prior_spent <> 0 THEN CAST(e.prior_spent AS DECIMAL(38, 2)) END AS prior_spent,
    t.target
FROM step.targets AS t
LEFT JOIN step.public_expenses AS e
    ON e.quarter = 0 AND e.fiscal_year = t.fiscal_year AND e.department_code = t.department_code
WHERE t.metric = 'public_expenses_growth_max';
