-- One row: the first day of the calendar, and for it and each later day whether it is a rest day. A million card
-- transactions read the list by position at no cost where the column is not asked for; a join would always be paid.
CREATE OR REPLACE VIEW step.rest_days AS
WITH ends AS (
    SELECT min(c.day) AS first_day, max(c.day) AS last_day
    FROM step.calendar AS c
),
days AS (
    SELECT CAST(unnest(generate_series(e.first_day, e.last_day, INTERVAL 1 DAY)) AS DATE) AS day
    FROM ends AS e
)
SELECT min(d.day) AS first_day, list(c.is_rest_day ORDER BY d.day) AS rest_days
FROM days AS d
LEFT JOIN step.calendar AS c ON c.day = d.day;
