-- One row per meeting: what the list of designated venues and the barred scenic areas say of where it was held.
CREATE OR REPLACE VIEW step.meeting_venues AS
SELECT
    m.row_id,
    l.star AS listed_star,
    CASE WHEN m.venue IS NULL OR NOT kept.has_list THEN NULL ELSE l.venue IS NOT NULL END AS on_list,
    CASE
        WHEN m.venue_kind = 'internal' OR (kept.has_list AND l.venue IS NOT NULL) THEN TRUE
        WHEN m.venue_kind = 'other' THEN FALSE
        WHEN m.venue_kind = 'designated' AND NOT kept.has_list THEN TRUE
    END AS is_allowed_venue,
    CASE
        WHEN m.venue IS NULL THEN NULL
        WHEN s.venue IS NULL THEN FALSE
        WHEN m.venue_city IS NULL THEN NULL
        ELSE s.scenic_area IS NOT NULL
    END AS is_in_scenic_area,
    s.scenic_area,
    s.source AS scenic_source
FROM record.meetings AS m
CROSS JOIN (SELECT count(*) > 0 AS has_list FROM record.kept AS k WHERE k.kind = 'designated_venues') AS kept
LEFT JOIN step.listed_venues AS l
    ON
        l.venue = m.venue
        AND l.venue_city IS NOT DISTINCT FROM m.venue_city
        AND l.starts_on IS NOT DISTINCT FROM m.starts_on
LEFT JOIN step.scenic_venues AS s
    ON s.venue = m.venue AND s.venue_city IS NOT DISTINCT FROM m.venue_city AND s.starts_on = m.starts_on;
