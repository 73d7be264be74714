-- One row per day of which it is known whether it is a rest day; a day entered by the bureau outranks the calendar.
-- The running counts give the rest days between two days by subtraction, and show a day that is missing between them.
CREATE OR REPLACE VIEW step.calendar AS
WITH days AS (
    SELECT own.day, NOT own.is_working_day AS is_rest_day
    FROM ref.calendar_days AS own
    WHERE own.is_working_day IS NOT NULL
    UNION ALL
    SELECT held.day, NOT held.is_working_day AS is_rest_day
    FROM ref.working_days AS held
    WHERE held.day NOT IN (
        SELECT own.day FROM ref.calendar_days AS own WHERE own.day IS NOT NULL AND own.is_working_day IS NOT NULL
    )
)
SELECT
    days.day,
    days.is_rest_day,
    count(*) OVER (ORDER BY days.day) AS days_so_far,
    sum(CASE WHEN days.is_rest_day THEN 1 ELSE 0 END) OVER (ORDER BY days.day) AS rest_days_so_far
FROM days;
