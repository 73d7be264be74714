-- One row per year and department with a target for the use of official cards, year to as_of, by the method that the
-- bureau has set.
CREATE OR REPLACE VIEW fact.target_card_use AS
SELECT
    t.row_id,
    t.fiscal_year,
    t.department_code,
    t.period_start,
    t.period_end,
    s.card_use_method,
    CASE WHEN m.denominator <> 0 THEN CAST(m.numerator AS DECIMAL(38, 2)) END AS numerator,
    CASE WHEN m.denominator <> 0 THEN CAST(m.denominator AS DECIMAL(38, 2)) END AS denominator,
    t.target
FROM step.targets AS t
CROSS JOIN (SELECT any_value(given.card_use_method) AS card_use_method FROM ref.settings AS given) AS s
LEFT JOIN step.metric_years('step.metric_card_use') AS m
    ON
        m.metric = CASE s.card_use_method WHEN 'A' THEN 'card_use_a' WHEN 'B' THEN 'card_use_b' END
        AND m.fiscal_year = t.fiscal_year
        AND m.department_code = t.department_code
WHERE t.metric = 'card_use_min';
