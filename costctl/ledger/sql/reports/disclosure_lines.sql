-- One row per line of the published form of the three public expenses, in its order: the amounts of the table of a
-- department's final accounts, then the quantities of the statistical table that are kept.
SELECT l.figure, l.label, l.unit = '万元' AS is_amount
FROM ref.disclosure_layout AS l
WHERE l.figure IS NOT NULL AND (l.unit = '万元' OR l.unit <> '元')
ORDER BY l.unit <> '万元', l.position;
