-- One row per hotel, city and departure of a leg that the list of designated venues confirms, with the rows of the
-- list. Blanks and how a city is written make no difference.
CREATE OR REPLACE VIEW step.listed_hotels AS
WITH slept AS (
    SELECT DISTINCT t.hotel, t.city, t.depart_on
    FROM record.trips AS t
    WHERE t.hotel IS NOT NULL
)
SELECT s.hotel, s.city, s.depart_on, list(v.row_id) AS listed_rows
FROM slept AS s
JOIN record.designated_venues AS v ON replace(v.name, ' ', '') = replace(s.hotel, ' ', '')
WHERE
    (v.venue_use = 'lodging' OR v.venue_use IS NULL)
    AND (step.is_same_city(v.city, s.city) OR v.city IS NULL OR s.city IS NULL)
    AND (v.valid_from <= s.depart_on OR v.valid_from IS NULL)
    AND (v.valid_to >= s.depart_on OR v.valid_to IS NULL)
GROUP BY s.hotel, s.city, s.depart_on;
