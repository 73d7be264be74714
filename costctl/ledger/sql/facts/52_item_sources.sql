-- One row per budget item that is no total: whether any, and whether every, record kind it is spent in is kept. A code
-- that no item of the table has is an item of its own, spent in payments.
CREATE OR REPLACE VIEW step.item_sources AS
WITH wanted AS (
    SELECT i.item, unnest(string_split(i.source_kinds, ';')) AS kind
    FROM ref.items AS i
    WHERE i.row_kind <> 'total'
    UNION ALL
    SELECT DISTINCT l.item, 'payments' AS kind
    FROM fact.budget_lines AS l
    WHERE l.item NOT IN (SELECT i.item FROM ref.items AS i)
)
SELECT
    w.item,
    bool_or(k.kind IS NOT NULL) AS is_kept,
    bool_and(k.kind IS NOT NULL) AS is_complete
FROM wanted AS w
LEFT JOIN record.kept AS k ON k.kind = w.kind
GROUP BY w.item;
