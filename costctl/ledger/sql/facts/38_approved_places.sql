-- One row per province, city and text of approved places on a trip where that text, blanks apart, names where the trip
-- went: the city by its stem, the listed place that the city lies in, or all of its province (浙江, 浙江省内). Where the
-- city is not recorded, the province has to be named.
CREATE OR REPLACE VIEW step.approved_places AS
WITH written AS (
    SELECT DISTINCT
        t.province,
        t.city,
        t.approved_places,
        step.lower_ascii(replace(t.approved_places, ' ', '')) AS approved
    FROM record.trips AS t
    WHERE t.approved_places IS NOT NULL
),
gone_to AS (
    SELECT c.province, c.city, c.province_key AS name FROM step.cities AS c WHERE c.city IS NULL
    UNION ALL
    SELECT c.province, c.city, step.lower_ascii(step.stem(c.read_as)) AS name FROM step.cities AS c
    UNION ALL
    SELECT p.province, p.city, step.stem(p.place) AS name FROM step.places AS p WHERE p.preference <= 8
),
parts AS (
    SELECT
        w.province,
        w.city,
        w.approved_places,
        unnest(string_split_regex(w.approved_places, '[ 、,;/和及至到]')) AS part
    FROM written AS w
)
SELECT w.province, w.city, w.approved_places
FROM written AS w
JOIN step.stems AS s ON s.name = w.city
WHERE contains(w.approved, s.lowered)
UNION
SELECT w.province, w.city, w.approved_places
FROM written AS w
JOIN gone_to AS g ON g.province = w.province AND g.city IS NOT DISTINCT FROM w.city AND contains(w.approved, g.name)
UNION
SELECT p.province, p.city, p.approved_places
FROM parts AS p
JOIN step.provinces AS own ON own.written_as = p.province
JOIN step.provinces AS named
    ON named.province_key = own.province_key AND p.part IN (named.written_as, named.written_as || '内');
