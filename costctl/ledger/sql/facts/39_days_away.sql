-- One row per person with a trip: the days, not after as_of, on which a leg of that person was under way.
CREATE OR REPLACE VIEW step.days_away AS
WITH away AS (
    SELECT
        t.person_id,
        unnest(
            generate_series(
                t.depart_on, least(t.return_on, CAST(getvariable('as_of') AS DATE)), INTERVAL 1 DAY
            )
        ) AS day
    FROM record.trips AS t
    WHERE t.return_on >= t.depart_on AND t.depart_on <= CAST(getvariable('as_of') AS DATE)
)
SELECT a.person_id, list(CAST(a.day AS DATE)) AS days
FROM away AS a
GROUP BY a.person_id;
