-- One row per summary of a payment that contains words of exactly one economic code, not all of them part of a cut:
-- that code, and on what the words rest. A word in a cut still counts as one of its code: a cut excuses, and accuses of
-- nothing.
CREATE OR REPLACE VIEW step.summary_codes AS
WITH cuts AS (
    SELECT
        coalesce(list(
            step.lower_ascii(c.cut)
            ORDER BY length(c.cut) DESC, c.cut
        ), []) AS cuts
    FROM ref.code_word_cuts AS c
),
texts AS (
    SELECT s.summary, step.lower_ascii(s.summary) AS lowered
    FROM (
        SELECT DISTINCT p.summary
        FROM record.payments AS p
        WHERE step.may_have_word(p.summary, ref.word_pattern('code_words'))
    ) AS s
),
words AS (
    SELECT
        w.code,
        w.provenance,
        step.lower_ascii(w.word) AS lowered,
        step.cuts_near(step.lower_ascii(w.word), c.cuts) AS cuts
    FROM ref.code_words AS w
    CROSS JOIN cuts AS c
)
SELECT
    t.summary,
    min(w.code) AS code,
    concat('||', CASE WHEN bool_or(w.provenance = 'assumed') THEN 'assumed' ELSE min(w.provenance) END) AS source
FROM texts AS t
JOIN words AS w ON contains(t.lowered, w.lowered)
GROUP BY t.summary
HAVING min(w.code) = max(w.code) AND bool_or(step.has_word(t.lowered, w.lowered, w.cuts));
