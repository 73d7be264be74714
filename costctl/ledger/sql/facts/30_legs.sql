-- One row per trip leg: its rank group (recorded on the trip, else the person's) and what is counted of it. A number of
-- nights or days below 0 is not recorded; more than a hundred years of nights are no number that a cap could be added
-- up for. The meal allowance is due for the days on which the host did not feed the traveller, at a meeting or training
-- for the day out and the day back at least.
CREATE OR REPLACE VIEW step.legs AS
WITH counted AS (
    SELECT
        t.row_id,
        t.province,
        t.city,
        coalesce(t.rank, p.rank) AS rank_group,
        t.depart_on,
        CASE WHEN t.nights >= 0 THEN t.nights END AS nights,
        CASE WHEN t.nights BETWEEN 1 AND 36525 THEN t.depart_on + CAST(t.nights - 1 AS INTEGER) END AS last_night_on,
        CASE WHEN t.return_on >= t.depart_on THEN t.return_on - t.depart_on + 1 END AS days_away,
        CASE WHEN t.provided_meal_days >= 0 THEN t.provided_meal_days END AS provided_meal_days
    FROM record.trips AS t
    LEFT JOIN record.people AS p ON p.person_id = t.person_id
),
fed AS (
    SELECT
        c.row_id,
        c.province,
        c.city,
        c.rank_group,
        c.depart_on,
        c.nights,
        c.last_night_on,
        c.days_away,
        c.provided_meal_days,
        CASE WHEN c.days_away = 1 THEN 1 WHEN c.days_away > 1 THEN 2 END AS transit_days,
        CASE
            WHEN c.days_away >= c.provided_meal_days THEN c.days_away - c.provided_meal_days
            WHEN c.days_away < c.provided_meal_days THEN 0
        END AS provided_free_days
    FROM counted AS c
)
SELECT
    f.row_id,
    f.province,
    f.city,
    f.rank_group,
    f.depart_on,
    f.nights,
    f.last_night_on,
    f.days_away,
    f.provided_meal_days,
    f.transit_days,
    f.provided_free_days,
    CASE
        WHEN f.provided_free_days >= f.transit_days THEN f.provided_free_days
        WHEN f.provided_free_days < f.transit_days THEN f.transit_days
    END AS meal_days_due
FROM fed AS f;
