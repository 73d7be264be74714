-- One row per merchant name on a card transaction that contains a word for dining, or one for private spending or a
-- place where nobody is received. Words are cut out once a group: there are many names.
CREATE OR REPLACE VIEW step.merchants AS
WITH names AS (
    SELECT
        n.merchant_name,
        step.lower_ascii(n.merchant_name) AS lowered
    FROM (SELECT DISTINCT t.merchant_name FROM record.card_transactions AS t) AS n
    WHERE n.merchant_name IS NOT NULL
),
word_groups AS (
    SELECT DISTINCT k.keyword_group, k.cuts
    FROM step.keywords AS k
    WHERE k.keyword_group IN ('dining', 'private', 'reception_forbidden')
),
cut AS (
    SELECT
        n.merchant_name,
        g.keyword_group,
        step.cut_out(n.lowered, g.cuts) AS lowered
    FROM names AS n
    CROSS JOIN word_groups AS g
)
SELECT
    c.merchant_name,
    bool_or(c.keyword_group = 'dining') AS has_dining_word,
    bool_or(c.keyword_group <> 'dining') AS has_private_word
FROM cut AS c
JOIN step.keywords AS k ON k.keyword_group = c.keyword_group AND contains(c.lowered, k.lowered)
GROUP BY c.merchant_name;
