-- One row per summary or payee of a payment that contains a word for gifts or prepaid cards, the first of which it
-- shows, or for something that only cash can pay.
CREATE OR REPLACE VIEW step.payment_texts AS
WITH texts AS (
    SELECT p.summary AS text FROM record.payments AS p
    UNION
    SELECT p.payee AS text FROM record.payments AS p
),
lowered AS (
    SELECT t.text, translate(t.text, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS lowered
    FROM texts AS t
    WHERE t.text IS NOT NULL
),
hits AS (
    SELECT t.text, k.keyword_group, k.term, k.provenance, (k.keyword_group = 'prepaid', k.position) AS place
    FROM lowered AS t
    JOIN step.keywords AS k
        ON
            k.keyword_group IN ('gift', 'prepaid', 'cash_only')
            AND contains(list_reduce(k.cuts, lambda text, cut: replace(text, cut, ''), t.lowered), k.lowered)
)
SELECT
    h.text,
    min_by(h.term, h.place) FILTER (WHERE h.keyword_group <> 'cash_only') AS gift_keyword,
    '||' || min_by(h.provenance, h.place) FILTER (WHERE h.keyword_group <> 'cash_only') AS gift_source,
    bool_or(h.keyword_group = 'cash_only') AS is_cash_only
FROM hits AS h
GROUP BY h.text;
