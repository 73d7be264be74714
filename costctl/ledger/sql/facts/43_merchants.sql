-- One row per merchant name on a card transaction that contains a word for dining, or one for private spending or a
-- place where nobody is received.
CREATE OR REPLACE VIEW step.merchants AS
WITH names AS (
    SELECT
        n.merchant_name,
        step.lower_ascii(n.merchant_name) AS lowered
    FROM (SELECT DISTINCT t.merchant_name FROM record.card_transactions AS t) AS n
    WHERE n.merchant_name IS NOT NULL
)
SELECT
    n.merchant_name,
    bool_or(k.keyword_group = 'dining') AS has_dining_word,
    bool_or(k.keyword_group <> 'dining') AS has_private_word
FROM names AS n
JOIN step.keywords AS k
    ON
        k.keyword_group IN ('dining', 'private', 'reception_forbidden')
        AND step.has_word(n.lowered, k.lowered, k.cuts)
GROUP BY n.merchant_name;
