-- One row per year, department and budget item with a budget line or a record that spends money of it, year to as_of.
-- A total has what its own lines approve, else its parts together, unless a part with spending has no line; of its
-- parts those of which nothing is known are left out of spent, not of spent_complete. row_ids are the budget lines.
CREATE OR REPLACE VIEW fact.budget_items AS
WITH known AS (
    SELECT
        k.fiscal_year,
        k.department_code,
        k.item,
        k.has_row,
        k.approved,
        k.row_ids,
        k.spent,
        k.spent_complete
    FROM step.items_of_years AS k
),
made AS (
    SELECT
        p.total,
        p.part,
        bool_or(p.part IN (SELECT t.total FROM ref.item_parts AS t)) OVER (PARTITION BY p.total) AS is_of_totals
    FROM ref.item_parts AS p
),
items AS (
    SELECT i.fiscal_year, i.department_code, i.item, i.has_row, i.approved, i.row_ids, i.spent, i.spent_complete
    FROM known AS i
    WHERE i.item NOT IN (SELECT m.total FROM made AS m)
),
totals AS (
    SELECT
        own.fiscal_year,
        own.department_code,
        own.item,
        own.has_row OR bool_or(part.has_row) AS has_row,
        coalesce(
            own.approved,
            CASE WHEN NOT bool_or(part.approved IS NULL AND coalesce(part.spent, 0) <> 0) THEN sum(part.approved) END
        ) AS approved,
        CASE WHEN own.approved IS NOT NULL THEN own.row_ids ELSE flatten(list(part.row_ids)) END AS row_ids,
        sum(part.spent) AS spent,
        CASE WHEN count(*) = count(part.spent_complete) THEN sum(part.spent_complete) END AS spent_complete
    FROM known AS own
    JOIN made AS m ON m.total = own.item AND NOT m.is_of_totals
    JOIN items AS part
        ON
            part.item = m.part
            AND part.fiscal_year = own.fiscal_year
            AND part.department_code IS NOT DISTINCT FROM own.department_code
    GROUP BY own.fiscal_year, own.department_code, own.item, own.has_row, own.approved, own.row_ids
),
items_and_totals AS (
    SELECT i.fiscal_year, i.department_code, i.item, i.has_row, i.approved, i.row_ids, i.spent, i.spent_complete
    FROM items AS i
    UNION ALL
    SELECT t.fiscal_year, t.department_code, t.item, t.has_row, t.approved, t.row_ids, t.spent, t.spent_complete
    FROM totals AS t
),
totals_of_totals AS (
    SELECT
        own.fiscal_year,
        own.department_code,
        own.item,
        own.has_row OR bool_or(part.has_row) AS has_row,
        coalesce(
            own.approved,
            CASE WHEN NOT bool_or(part.approved IS NULL AND coalesce(part.spent, 0) <> 0) THEN sum(part.approved) END
        ) AS approved,
        CASE WHEN own.approved IS NOT NULL THEN own.row_ids ELSE flatten(list(part.row_ids)) END AS row_ids,
        sum(part.spent) AS spent,
        CASE WHEN count(*) = count(part.spent_complete) THEN sum(part.spent_complete) END AS spent_complete
    FROM known AS own
    JOIN made AS m ON m.total = own.item AND m.is_of_totals
    JOIN items_and_totals AS part
        ON
            part.item = m.part
            AND part.fiscal_year = own.fiscal_year
            AND part.department_code IS NOT DISTINCT FROM own.department_code
    GROUP BY own.fiscal_year, own.department_code, own.item, own.has_row, own.approved, own.row_ids
),
every AS (
    SELECT i.fiscal_year, i.department_code, i.item, i.has_row, i.approved, i.row_ids, i.spent, i.spent_complete
    FROM items_and_totals AS i
    UNION ALL
    SELECT t.fiscal_year, t.department_code, t.item, t.has_row, t.approved, t.row_ids, t.spent, t.spent_complete
    FROM totals_of_totals AS t
)
SELECT
    e.fiscal_year,
    e.department_code,
    e.item,
    coalesce(i.control, 'budget') AS item_control,
    make_date(CAST(e.fiscal_year AS INTEGER), 1, 1) AS period_start,
    least(make_date(CAST(e.fiscal_year AS INTEGER), 12, 31), CAST(getvariable('as_of') AS DATE)) AS period_end,
    e.approved,
    e.spent,
    e.spent_complete,
    e.row_ids
FROM every AS e
LEFT JOIN ref.items AS i ON i.item = e.item
WHERE e.has_row;
