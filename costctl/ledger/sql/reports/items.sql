-- One row per budget item in the order of the rule book, then one per economic code that is an item of its own.
-- `source_kinds`: the kinds of record that its spending is read from, separated by `;`.
SELECT i.item, i.title_zh, i.title_en, i.control, i.row_kind, i.source_kinds
FROM ref.items AS i
UNION ALL
SELECT c.code, c.name, c.name, 'budget', 'item', 'payments'
FROM ref.economic_codes AS c
WHERE c.code NOT IN (SELECT k.code FROM ref.item_codes AS k);
