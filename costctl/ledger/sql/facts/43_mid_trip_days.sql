-- One row per person and day strictly between departure and return of that person's legs, not after as_of: the stems of
-- the cities of these legs, in lower case, and whether one of them has no city.
CREATE OR REPLACE VIEW step.mid_trip_days AS
WITH days AS (
    SELECT
        t.person_id,
        t.city,
        CAST(
            unnest(
                generate_series(
                    t.depart_on + 1, least(t.return_on - 1, CAST(getvariable('as_of') AS DATE)), INTERVAL 1 DAY
                )
            ) AS DATE
        ) AS day
    FROM record.trips AS t
    WHERE t.return_on > t.depart_on + 1 AND t.depart_on < CAST(getvariable('as_of') AS DATE)
)
SELECT
    d.person_id,
    d.day,
    list(s.lowered) FILTER (WHERE s.lowered IS NOT NULL) AS stems,
    bool_or(d.city IS NULL) AS lacks_city
FROM days AS d
LEFT JOIN step.stems AS s ON s.name = d.city
GROUP BY d.person_id, d.day;
