-- One row per province and city written on a trip and place of the lodging table that they may mean. A smaller
-- preference outranks a greater one: 1 the city itself, 2 its alias, 3 the same stem, 4 other places, 5 the whole
-- province. is_assumed: that the alias means this place is in no seen text.
CREATE OR REPLACE VIEW step.places AS
WITH written AS (
    SELECT DISTINCT t.province, t.city
    FROM record.trips AS t
    WHERE t.province IS NOT NULL
),
listed AS (
    SELECT DISTINCT c.province, c.place
    FROM ref.lodging_caps AS c
),
known AS (
    SELECT
        w.province,
        w.city,
        s.stem AS city_stem,
        p.province_key,
        a.place AS alias_of,
        a.provenance AS alias_provenance
    FROM written AS w
    JOIN step.provinces AS p ON p.written_as = w.province
    LEFT JOIN step.stems AS s ON s.name = w.city
    LEFT JOIN ref.place_aliases AS a ON a.province = p.province_key AND a.written_as = w.city
),
weighed AS (
    SELECT
        k.province,
        k.city,
        k.province_key,
        l.place,
        k.alias_provenance = 'assumed' AS is_alias_assumed,
        CASE
            WHEN l.place = k.city THEN 1
            WHEN l.place = k.alias_of THEN 2
            WHEN s.stem = k.city_stem THEN 3
            WHEN
                l.place = '其他地区'
                AND right(k.city, 1) NOT IN ('区', '县', '旗')
                AND k.city_stem <> k.province_key
                THEN 4
            WHEN l.place IN ('全域', '全省', '全市') THEN 5
        END AS preference
    FROM known AS k
    JOIN listed AS l ON l.province = k.province_key
    JOIN step.stems AS s ON s.name = l.place
)
SELECT
    w.province,
    w.city,
    w.province_key,
    w.place,
    w.preference,
    w.preference = 2 AND coalesce(w.is_alias_assumed, FALSE) AS is_assumed
FROM weighed AS w
WHERE w.preference IS NOT NULL;
