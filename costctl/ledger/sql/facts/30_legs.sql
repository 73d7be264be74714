-- One row per trip leg: its rank group (recorded on the trip, else the person's) and its nights. A number of nights
-- below 0 is not recorded; more than a hundred years of them are no number that a cap could be added up for.
CREATE OR REPLACE VIEW step.legs AS
SELECT
    t.row_id,
    t.province,
    t.city,
    coalesce(t.rank, p.rank) AS rank_group,
    t.depart_on,
    CASE WHEN t.nights >= 0 THEN t.nights END AS nights,
    CASE WHEN t.nights BETWEEN 1 AND 36525 THEN t.depart_on + CAST(t.nights - 1 AS INTEGER) END AS last_night_on
FROM record.trips AS t
LEFT JOIN record.people AS p ON p.person_id = t.person_id;
