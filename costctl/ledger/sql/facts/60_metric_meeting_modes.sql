-- One row per meeting, not after as_of, of which it is known how it was held: 1 by video or telephone, else 0.
CREATE OR REPLACE VIEW step.metric_meeting_modes AS
SELECT
    'video_share' AS metric,
    m.department_code,
    m.starts_on AS counted_on,
    CAST(CASE WHEN m.mode IN ('video', 'telephone') THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    CAST(1 AS DECIMAL(38, 6)) AS denominator,
    'meetings' AS kind,
    m.row_id
FROM record.meetings AS m
WHERE m.mode IS NOT NULL AND m.starts_on <= CAST(getvariable('as_of') AS DATE);
