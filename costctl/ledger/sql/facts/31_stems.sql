-- One row per city of a trip, place of the lodging table and home place of the bureau: its stem, which is the name
-- without the first ending that fits if two characters remain, and the stem in ASCII lower case.
CREATE OR REPLACE VIEW step.stems AS
WITH names AS (
    SELECT t.city AS name FROM record.trips AS t WHERE t.city IS NOT NULL
    UNION
    SELECT c.place AS name FROM ref.lodging_caps AS c
    UNION
    SELECT unnest(s.home_places) AS name FROM ref.settings AS s
),
stems AS (
    SELECT
        n.name,
        CASE
            WHEN right(n.name, 2) = '地区' AND length(n.name) >= 4 THEN left(n.name, length(n.name) - 2)
            WHEN right(n.name, 2) = '地区' OR length(n.name) < 3 THEN n.name
            WHEN right(n.name, 1) IN ('市', '州', '县', '区', '旗') THEN left(n.name, length(n.name) - 1)
            ELSE n.name
        END AS stem
    FROM names AS n
)
SELECT
    s.name,
    s.stem,
    step.lower_ascii(s.stem) AS lowered
FROM stems AS s;
