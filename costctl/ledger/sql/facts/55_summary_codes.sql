-- One row per summary of a payment that contains words of exactly one economic code: that code.
CREATE OR REPLACE VIEW step.summary_codes AS
WITH texts AS (
    SELECT s.summary, translate(s.summary, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS lowered
    FROM (SELECT DISTINCT p.summary FROM record.payments AS p) AS s
    WHERE s.summary IS NOT NULL
),
words AS (
    SELECT w.code, translate(w.word, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS lowered
    FROM ref.code_words AS w
)
SELECT t.summary, min(w.code) AS code
FROM texts AS t
JOIN words AS w ON contains(t.lowered, w.lowered)
GROUP BY t.summary
HAVING min(w.code) = max(w.code);
