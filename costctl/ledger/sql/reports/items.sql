-- One row per budget item in the order of the rule book, then one per economic code that is an item of its own.
-- `source_kinds`: the kinds of record its spending is read from, separated by `;`.
-- A copy that an earlier costctl published has no English names of codes, which is why they are looked up in the row.
WITH
all_items AS (
    SELECT 1 AS part, i.rowid AS place, i.item, i.title_zh, i.title_en, i.control, i.row_kind, i.source_kinds
    FROM ref.items AS i
    UNION ALL
    SELECT 2 AS part, 0 AS place, c.code, c.name, coalesce(to_json(c) ->> 'title_en', c.name), 'budget', 'item', 'payments'
    FROM ref.economic_codes AS c
    WHERE c.code NOT IN (SELECT k.code FROM ref.item_codes AS k)
)

SELECT item, title_zh, title_en, control, row_kind, source_kinds
FROM all_items
ORDER BY part, place, item;
