-- One row per city of a merchant as card transactions write it: without blanks, in lower case, and whether it is one of
-- the bureau's home places, which is so if it contains the stem of one or is contained in it; NULL where the bureau has
-- set none.
CREATE OR REPLACE VIEW step.merchant_cities AS
WITH written AS (
    SELECT DISTINCT t.merchant_city FROM record.card_transactions AS t WHERE t.merchant_city IS NOT NULL
),
cities AS (
    SELECT
        w.merchant_city,
        step.lower_ascii(replace(w.merchant_city, ' ', '')) AS lowered
    FROM written AS w
),
homes AS (
    SELECT s.lowered AS stem
    FROM (SELECT unnest(given.home_places) AS name FROM ref.settings AS given) AS h
    JOIN step.stems AS s ON s.name = h.name
)
SELECT
    c.merchant_city,
    c.lowered,
    bool_or(contains(c.lowered, h.stem) OR contains(h.stem, c.lowered)) AS is_home
FROM cities AS c
LEFT JOIN homes AS h ON TRUE
GROUP BY c.merchant_city, c.lowered;
