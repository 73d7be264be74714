-- One row per leg that overlaps other legs of the same person: how many, the first of their keys, and their rows. A day
-- on which one leg ends and the next begins is no overlap. Legs are compared within an island only, a run of one
-- person's legs each beginning before all earlier ones have ended: legs of two islands cannot overlap, and most islands
-- hold one leg.
CREATE OR REPLACE VIEW step.overlaps AS
WITH legs AS MATERIALIZED (
    SELECT
        t.row_id,
        t.record_key,
        t.person_id,
        t.depart_on,
        t.return_on,
        max(t.return_on) OVER (
            PARTITION BY t.person_id
            ORDER BY t.depart_on, t.return_on, t.row_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS away_until
    FROM record.trips AS t
    WHERE t.return_on >= t.depart_on AND t.depart_on <= CAST(getvariable('as_of') AS DATE)
),
-- Hardly anybody is on two legs at once: only the legs of those who are need an island.
twice_away AS (
    SELECT DISTINCT l.person_id FROM legs AS l WHERE l.depart_on < l.away_until
),
islands AS (
    SELECT
        l.row_id,
        l.record_key,
        l.person_id,
        l.depart_on,
        l.return_on,
        sum(CASE WHEN l.depart_on < l.away_until THEN 0 ELSE 1 END) OVER (
            PARTITION BY l.person_id ORDER BY l.depart_on, l.return_on, l.row_id
        ) AS island
    FROM legs AS l
    JOIN twice_away AS t ON t.person_id = l.person_id
)
SELECT
    a.row_id,
    count(*) AS overlap_count,
    min(b.record_key) AS overlap_with,
    list(b.row_id) AS overlap_rows
FROM islands AS a
JOIN islands AS b
    ON
        b.person_id = a.person_id
        AND b.island = a.island
        AND b.row_id <> a.row_id
        AND a.depart_on < b.return_on
        AND b.depart_on < a.return_on
GROUP BY a.row_id;
