-- One row per summary, or per payee, of a payment that contains a word for gifts or prepaid cards, the first of which
-- it shows, or for something that only cash can pay.
CREATE OR REPLACE VIEW step.payment_texts AS
WITH written AS NOT MATERIALIZED (
    SELECT 'summary' AS found_in, p.summary AS text FROM record.payments AS p
    UNION ALL
    SELECT 'payee' AS found_in, p.payee AS text FROM record.payments AS p
),
lowered AS (
    SELECT t.found_in, t.text, step.lower_ascii(t.text) AS lowered
    FROM (
        SELECT DISTINCT w.found_in, w.text
        FROM written AS w
        WHERE step.may_have_word(
            w.text,
            ref.word_pattern('gift') || '|' || ref.word_pattern('prepaid') || '|' || ref.word_pattern('cash_only')
        )
    ) AS t
),
hits AS (
    SELECT
        t.found_in, t.text, k.keyword_group, k.term, k.source, (k.keyword_group = 'prepaid', k.position) AS place
    FROM lowered AS t
    JOIN step.keywords AS k
        ON
            k.keyword_group IN ('gift', 'prepaid', 'cash_only')
            AND step.has_word(t.lowered, k.lowered, k.cuts)
)
SELECT
    h.found_in,
    h.text,
    min_by(h.term, h.place) FILTER (WHERE h.keyword_group <> 'cash_only') AS gift_keyword,
    min_by(h.source, h.place) FILTER (WHERE h.keyword_group <> 'cash_only') AS gift_source,
    bool_or(h.keyword_group = 'cash_only') AS is_cash_only
FROM hits AS h
GROUP BY h.found_in, h.text;
