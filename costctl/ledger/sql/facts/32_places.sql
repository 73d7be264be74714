-- One row per province and city written on a trip and place of the lodging table that they may mean. A smaller
-- preference outranks a greater one: of the text as written 1 the city itself, 2 its alias, 3 the same stem; of the
-- text as read 4 to 6 the same three, 7 the stem of an alias; 8 a place or alias whose stem the text contains; 9 other
-- places, 10 the whole province. What the text as written decides is not read otherwise. is_unclear: a place is named
-- among other words, so that no cap can be said. is_assumed: that the alias means this place is in no seen text.
CREATE OR REPLACE VIEW step.places AS
WITH names AS (
    SELECT DISTINCT c.province, c.place AS name, c.place, FALSE AS is_alias, FALSE AS is_assumed
    FROM ref.lodging_caps AS c
    UNION ALL
    SELECT
        a.province,
        a.written_as AS name,
        a.place,
        TRUE AS is_alias,
        coalesce(a.provenance = 'assumed', FALSE) AS is_assumed
    FROM ref.place_aliases AS a
),
stems AS (
    SELECT
        n.province,
        n.name,
        n.place,
        n.is_alias,
        n.is_assumed,
        step.stem(n.name) AS stem,
        n.place NOT IN ('其他地区', '全域', '全省', '全市') AS is_one_place
    FROM names AS n
),
weighed AS (
    SELECT
        c.province,
        c.city,
        c.province_key,
        n.place,
        n.is_assumed,
        CASE
            WHEN n.name = c.city AND NOT n.is_alias THEN 1
            WHEN n.name = c.city THEN 2
            WHEN n.stem = step.stem(c.city) AND NOT n.is_alias THEN 3
            WHEN n.name = c.read_as AND NOT n.is_alias THEN 4
            WHEN n.name = c.read_as THEN 5
            WHEN n.stem = step.stem(c.read_as) AND NOT n.is_alias THEN 6
            WHEN n.stem = step.stem(c.read_as) THEN 7
            WHEN n.is_one_place AND length(n.stem) >= 2 AND contains(c.read_as, n.stem) THEN 8
            WHEN
                n.name = '其他地区'
                AND c.read_as IS NOT NULL
                AND right(c.read_as, 1) NOT IN ('区', '县', '旗')
                AND step.stem(replace(c.city, ' ', '')) <> c.province_key
                THEN 9
            WHEN n.name IN ('全域', '全省', '全市') THEN 10
        END AS preference
    FROM step.cities AS c
    JOIN stems AS n ON n.province = c.province_key
),
nearest AS (
    SELECT
        w.province,
        w.city,
        w.province_key,
        w.place,
        min(w.preference) AS preference,
        min_by(w.is_assumed, w.preference) AS is_assumed,
        min(min(w.preference)) OVER (PARTITION BY w.province, w.city) AS decided_by
    FROM weighed AS w
    WHERE w.preference IS NOT NULL
    GROUP BY w.province, w.city, w.province_key, w.place
)
SELECT
    n.province,
    n.city,
    n.province_key,
    n.place,
    n.preference,
    n.preference = 8 AS is_unclear,
    n.is_assumed
FROM nearest AS n
WHERE n.preference <= 3 OR n.preference >= 9 OR (n.decided_by > 3 AND n.preference <= 7) OR n.decided_by = 8;
