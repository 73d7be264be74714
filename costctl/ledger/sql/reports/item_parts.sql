-- One row per part of a total: `public_expenses` is made of `overseas`, `vehicles`, `reception`.
SELECT total, part
FROM ref.item_parts;
