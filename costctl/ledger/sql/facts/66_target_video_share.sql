-- One row per year and department with a target for the share of meetings by video or telephone, year to as_of.
CREATE OR REPLACE VIEW fact.target_video_share AS
SELECT
    t.row_id,
    t.fiscal_year,
    t.department_code,
    t.period_start,
    t.period_end,
    CASE WHEN m.denominator <> 0 THEN CAST(m.numerator AS DECIMAL(38, 0)) END AS numerator,
    CASE WHEN m.denominator <> 0 THEN CAST(m.denominator AS DECIMAL(38, 0)) END AS denominator,
    t.target
FROM step.targets AS t
LEFT JOIN step.metric_years('step.metric_meeting_modes') AS m
    ON
        m.fiscal_year = t.fiscal_year
        AND m.department_code = t.department_code
WHERE t.metric = 'video_share_min';
