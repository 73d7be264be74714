-- Whether a city is one of the places, however the two are written; NULL for a city that is not recorded.
CREATE OR REPLACE MACRO step.is_within(city, places) AS (
    list_contains(places, city)
    OR len(list_filter(places, lambda place: step.is_same_city(city, place))) > 0
);
