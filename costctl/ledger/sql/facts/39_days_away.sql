-- One row per person with a trip: the days, not after as_of, on which a leg of that person was under way, as bits that
-- step.has_day reads. A million card transactions carry bits at no cost; a list would be copied to each of them.
CREATE OR REPLACE VIEW step.days_away AS
WITH away AS (
    SELECT
        t.person_id,
        unnest(
            range(
                step.day_no(t.depart_on),
                step.day_no(least(t.return_on, CAST(getvariable('as_of') AS DATE))) + 1
            )
        ) AS day_no
    FROM record.trips AS t
    WHERE t.return_on >= t.depart_on AND t.depart_on <= CAST(getvariable('as_of') AS DATE)
)
SELECT
    a.person_id,
    bitstring_agg(a.day_no, 0, step.day_no(CAST(getvariable('as_of') AS DATE))) AS days
FROM away AS a
WHERE a.day_no >= 0
GROUP BY a.person_id;
