-- One row per province of the lodging table and city as trips write them: read_as is the city without blanks and
-- without the province in front, NULL where nothing else is written. 吉林市 is a place of 吉林, so it is not cut off.
CREATE OR REPLACE VIEW step.cities AS
WITH written AS (
    SELECT DISTINCT t.province, t.city, replace(t.city, ' ', '') AS closed
    FROM record.trips AS t
    WHERE t.province IS NOT NULL
),
fronts AS (
    SELECT p.province_key, p.written_as
    FROM step.provinces AS p
    WHERE NOT EXISTS (
        SELECT 1 AS found
        FROM ref.lodging_caps AS c
        WHERE c.province = p.province_key AND step.stem(c.place) = step.stem(p.written_as)
    )
)
SELECT
    w.province,
    w.city,
    p.province_key,
    nullif(substr(w.closed, 1 + coalesce(max(length(f.written_as)), 0)), '') AS read_as
FROM written AS w
JOIN step.provinces AS p ON p.written_as = w.province
LEFT JOIN fronts AS f ON f.province_key = p.province_key AND starts_with(w.closed, f.written_as)
GROUP BY w.province, w.city, p.province_key, w.closed;
