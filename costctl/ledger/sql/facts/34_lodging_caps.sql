-- One row per leg with at least one night under a lodging cap: the caps of its nights added up, each night by its own
-- day, by what place, and whose rows they were. The total is NULL where a night has no cap.
CREATE OR REPLACE VIEW step.lodging_caps AS
WITH covered AS (
    SELECT
        l.row_id,
        l.nights,
        p.place,
        p.cap,
        p.source,
        p.from_on,
        least(p.until_on, l.last_night_on) - greatest(p.from_on, l.depart_on) + 1 AS nights_covered
    FROM step.legs AS l
    JOIN step.lodging_periods AS p
        ON
            p.province = l.province
            AND p.city IS NOT DISTINCT FROM l.city
            AND p.rank_group IS NOT DISTINCT FROM l.rank_group
            AND p.from_on <= l.last_night_on
            AND p.until_on >= l.depart_on
)
-- Nearly every stay lies in one stretch and need not be added up.
SELECT
    c.row_id,
    CAST(c.cap AS DECIMAL(38, 2)) * c.nights AS cap_total,
    CASE WHEN c.cap IS NOT NULL THEN concat(c.place, ' ', c.cap, ' × ', c.nights) END AS places,
    c.source
FROM covered AS c
WHERE c.nights_covered = c.nights
UNION ALL
SELECT
    c.row_id,
    CASE
        WHEN sum(CASE WHEN c.cap IS NOT NULL THEN c.nights_covered ELSE 0 END) = max(c.nights)
            THEN sum(CAST(c.cap AS DECIMAL(38, 2)) * c.nights_covered)
    END AS cap_total,
    string_agg(concat(c.place, ' ', c.cap, ' × ', c.nights_covered), '、' ORDER BY c.from_on)
        FILTER (WHERE c.cap IS NOT NULL) AS places,
    string_agg(DISTINCT c.source, chr(10) ORDER BY c.source) AS source
FROM covered AS c
WHERE c.nights_covered < c.nights
GROUP BY c.row_id;
