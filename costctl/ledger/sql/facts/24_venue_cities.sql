-- One row per city of a venue, of a meeting or reception, and whether it is one of the bureau's home places; none where
-- the bureau has set no home place.
CREATE OR REPLACE VIEW step.venue_cities AS
WITH written AS (
    SELECT m.venue_city FROM record.meetings AS m
    UNION
    SELECT r.venue_city FROM record.receptions AS r
)
SELECT w.venue_city, step.is_within(w.venue_city, settings.home_places) AS is_home
FROM written AS w
CROSS JOIN (SELECT any_value(given.home_places) AS home_places FROM ref.settings AS given) AS settings
WHERE w.venue_city IS NOT NULL AND len(settings.home_places) > 0;
