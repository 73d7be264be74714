-- One row per venue, city and day of a meeting whose venue contains a term of a barred area in force on that day;
-- scenic_area is the first area, by number, one of whose places the city contains too, source its row.
CREATE OR REPLACE VIEW step.scenic_venues AS
WITH terms AS (
    SELECT a.no, unnest(string_split(a.terms, '、')) AS term, a.effective_from, a.effective_to
    FROM ref.scenic_forbidden AS a
),
places AS (
    SELECT
        a.no,
        a.effective_from,
        a.area,
        unnest(string_split(a.places, '、')) AS place,
        step.source_of(NULL, a.documents, a.provenance, a.assumed_cells) AS source
    FROM ref.scenic_forbidden AS a
),
venues AS (
    SELECT DISTINCT
        m.venue,
        m.venue_city,
        m.starts_on,
        step.lower_ascii(m.venue) AS venue_text,
        step.lower_ascii(m.venue_city) AS city_text
    FROM record.meetings AS m
    WHERE m.venue IS NOT NULL
),
hits AS (
    SELECT v.venue, v.venue_city, v.starts_on, v.city_text, t.no, t.effective_from
    FROM venues AS v
    JOIN terms AS t
        ON
            contains(v.venue_text, step.lower_ascii(t.term))
            AND v.starts_on >= t.effective_from
            AND (v.starts_on <= t.effective_to OR t.effective_to IS NULL)
)
SELECT
    h.venue,
    h.venue_city,
    h.starts_on,
    min_by(p.area, p.no) AS scenic_area,
    min_by(p.source, p.no) AS source
FROM hits AS h
LEFT JOIN places AS p
    ON
        p.no = h.no
        AND p.effective_from = h.effective_from
        AND contains(h.city_text, step.lower_ascii(p.place))
GROUP BY h.venue, h.venue_city, h.starts_on;
