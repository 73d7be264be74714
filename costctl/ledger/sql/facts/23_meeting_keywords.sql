-- One row per text of meeting items that contains a word for what no meeting may be charged with: the first such word,
-- by the order of the groups, then of their terms, and on what it rests.
CREATE OR REPLACE VIEW step.meeting_keywords AS
WITH texts AS (
    SELECT DISTINCT
        m.items,
        step.lower_ascii(m.items) AS lowered
    FROM record.meetings AS m
    WHERE
        step.may_have_word(
            m.items,
            ref.word_pattern('meeting_decor')
            || '|' || ref.word_pattern('gift')
            || '|' || ref.word_pattern('tourism')
            || '|' || ref.word_pattern('alcohol_tobacco')
        )
),
wanted AS (
    SELECT w.preference, k.position, k.term, k.source, k.lowered, k.cuts
    FROM (
        VALUES ('meeting_decor', 1), ('gift', 2), ('tourism', 3), ('alcohol_tobacco', 4)
    ) AS w (keyword_group, preference)
    JOIN step.keywords AS k ON k.keyword_group = w.keyword_group
)
SELECT
    t.items,
    min_by(w.term, (w.preference, w.position)) AS keyword,
    min_by(w.source, (w.preference, w.position)) AS source
FROM texts AS t
JOIN wanted AS w ON step.has_word(t.lowered, w.lowered, w.cuts)
GROUP BY t.items;
