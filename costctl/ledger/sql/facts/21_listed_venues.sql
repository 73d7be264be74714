-- One row per venue, city and day of a meeting that the list of designated venues confirms: its highest star there, and
-- which rows confirm it. Blanks and how a city is written make no difference; 五华区 lies in 昆明市, as place_aliases
-- says.
CREATE OR REPLACE VIEW step.listed_venues AS
WITH held AS (
    SELECT DISTINCT m.venue, m.venue_city, m.starts_on
    FROM record.meetings AS m
    WHERE m.venue IS NOT NULL
)
SELECT h.venue, h.venue_city, h.starts_on, max(v.star) AS star, list(v.row_id) AS listed_rows
FROM held AS h
JOIN record.designated_venues AS v ON replace(v.name, ' ', '') = replace(h.venue, ' ', '')
LEFT JOIN ref.place_aliases AS a ON a.written_as = replace(h.venue_city, ' ', '')
WHERE
    (v.venue_use = 'meeting' OR v.venue_use IS NULL)
    AND (
        step.is_same_city(v.city, h.venue_city)
        OR step.is_same_city(v.city, a.place)
        OR v.city IS NULL
        OR h.venue_city IS NULL
    )
    AND (v.valid_from <= h.starts_on OR v.valid_from IS NULL)
    AND (v.valid_to >= h.starts_on OR v.valid_to IS NULL)
GROUP BY h.venue, h.venue_city, h.starts_on;
