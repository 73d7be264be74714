-- One row per year, department and class with a meeting of any kind, year to as_of: how many of them are meetings, as
-- one of which the kind is not recorded is taken to be; celebrations, seminars and forums are not counted.
CREATE OR REPLACE VIEW fact.meeting_class_years AS
SELECT
    year(m.starts_on) AS fiscal_year,
    m.department_code,
    m.meeting_class,
    make_date(CAST(year(m.starts_on) AS INTEGER), 1, 1) AS period_start,
    count(*) FILTER (WHERE coalesce(m.event_kind, 'meeting') = 'meeting') AS meeting_count,
    coalesce(list(m.row_id) FILTER (WHERE coalesce(m.event_kind, 'meeting') = 'meeting'), []) AS row_ids
FROM record.meetings AS m
WHERE m.meeting_class IS NOT NULL AND m.starts_on <= CAST(getvariable('as_of') AS DATE)
GROUP BY year(m.starts_on), m.department_code, m.meeting_class;
