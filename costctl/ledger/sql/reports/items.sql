-- One row per budget item in the order of the rule book, then one per economic code that is an item of its own: those of the
-- classification, and others that the ledger holds. `source_kinds`: the kinds of record its spending is read from, by `;`.
WITH
codes AS (
    SELECT c.code AS item, c.name AS title
    FROM ref.economic_codes AS c
    WHERE c.code NOT IN (SELECT k.code FROM ref.item_codes AS k)
),

held AS (
    SELECT l.item FROM fact.budget_lines AS l
    UNION
    SELECT s.item FROM fact.item_spending AS s
),

all_items AS (
    SELECT 1 AS part, i.rowid AS place, i.item, i.title_zh, i.title_en, i.control, i.row_kind, i.source_kinds
    FROM ref.items AS i
    UNION ALL
    SELECT 2 AS part, 0 AS place, c.item, c.title, c.title, 'budget', 'item', 'payments'
    FROM codes AS c
    UNION ALL
    SELECT 3 AS part, 0 AS place, h.item, h.item, h.item, 'budget', 'item', 'payments'
    FROM held AS h
    WHERE h.item NOT IN (SELECT i.item FROM ref.items AS i) AND h.item NOT IN (SELECT c.item FROM codes AS c)
)

SELECT item, title_zh, title_en, control, row_kind, source_kinds
FROM all_items
ORDER BY part, place, item;
