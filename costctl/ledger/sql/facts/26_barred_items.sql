-- One row per text of reception items that contains a barred word: the first of costly drinks, tobacco and luxury
-- dishes, and the first of any alcohol, tobacco and luxury dishes, which 中办〔2025〕10号 bars.
CREATE OR REPLACE VIEW step.barred_items AS
WITH texts AS (
    SELECT i.items, step.lower_ascii(i.items) AS lowered
    FROM (
        SELECT DISTINCT r.items
        FROM record.receptions AS r
        WHERE step.may_have_word(
            r.items,
            ref.word_pattern('luxury_drinks_tobacco')
            || '|' || ref.word_pattern('alcohol_tobacco')
            || '|' || ref.word_pattern('luxury_food')
        )
    ) AS i
),
hits AS (
    SELECT t.items, k.keyword_group, k.term, k.source, (k.keyword_group = 'luxury_food', k.position) AS place
    FROM texts AS t
    JOIN step.keywords AS k
        ON
            k.keyword_group IN ('luxury_drinks_tobacco', 'alcohol_tobacco', 'luxury_food')
            AND step.has_word(t.lowered, k.lowered, k.cuts)
)
SELECT
    h.items,
    min_by(h.term, h.place) FILTER (WHERE h.keyword_group <> 'alcohol_tobacco') AS luxury,
    min_by(h.term, h.place) FILTER (WHERE h.keyword_group <> 'luxury_drinks_tobacco') AS alcohol_tobacco_or_luxury,
    min_by(h.source, h.place) FILTER (WHERE h.keyword_group <> 'alcohol_tobacco') AS luxury_source,
    min_by(h.source, h.place) FILTER (WHERE h.keyword_group <> 'luxury_drinks_tobacco') AS any_source
FROM hits AS h
GROUP BY h.items;
