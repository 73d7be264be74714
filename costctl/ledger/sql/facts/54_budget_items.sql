-- One row per year, department and budget item with a budget line or a record that spends money of it, year to as_of.
-- A total has what its own lines approve, else its parts together, unless a part with spending has no line; of its
-- parts those of which nothing is known are left out of spent, not of spent_complete. row_ids are the budget lines.
CREATE OR REPLACE VIEW fact.budget_items AS
-- Computed once, for it looks at every record that spends.
WITH known AS MATERIALIZED (
    SELECT k.fiscal_year, k.department_code, k.item, k.has_row, k.approved, k.row_ids, k.spent, k.spent_complete
    FROM step.items_of_years AS k
),
-- What a total is made of: its parts, and the items that money is spent in below them.
made_of AS (
    SELECT p.total, p.part, coalesce(inner_part.part, p.part) AS item
    FROM ref.item_parts AS p
    LEFT JOIN ref.item_parts AS inner_part ON inner_part.total = p.part
),
parts AS (
    SELECT
        k.fiscal_year,
        k.department_code,
        m.total,
        m.part,
        bool_or(k.has_row) AS has_row,
        CASE WHEN NOT bool_or(k.approved IS NULL AND coalesce(k.spent, 0) <> 0) THEN sum(k.approved) END AS approved,
        flatten(list(k.row_ids)) AS row_ids,
        sum(k.spent) AS spent,
        count(*) - count(k.spent_complete) AS incomplete
    FROM known AS k
    JOIN made_of AS m ON m.item = k.item
    GROUP BY k.fiscal_year, k.department_code, m.total, m.part
),
-- A part that is a total itself goes by its own lines too, where it has any.
budgeted_parts AS (
    SELECT
        p.fiscal_year,
        p.department_code,
        p.total,
        p.has_row OR own.has_row AS has_row,
        coalesce(own.approved, p.approved) AS approved,
        CASE WHEN own.approved IS NULL THEN p.row_ids ELSE own.row_ids END AS row_ids,
        p.spent,
        p.incomplete
    FROM parts AS p
    JOIN known AS own
        ON
            own.item = p.part
            AND own.fiscal_year = p.fiscal_year
            AND own.department_code IS NOT DISTINCT FROM p.department_code
),
every AS (
    SELECT i.fiscal_year, i.department_code, i.item, i.has_row, i.approved, i.row_ids, i.spent, i.spent_complete
    FROM known AS i
    WHERE i.item NOT IN (SELECT m.total FROM made_of AS m)
    UNION ALL
    SELECT
        own.fiscal_year,
        own.department_code,
        own.item,
        own.has_row OR bool_or(p.has_row) AS has_row,
        coalesce(
            own.approved,
            CASE WHEN NOT bool_or(p.approved IS NULL AND coalesce(p.spent, 0) <> 0) THEN sum(p.approved) END
        ) AS approved,
        CASE WHEN own.approved IS NULL THEN flatten(list(p.row_ids)) ELSE own.row_ids END AS row_ids,
        sum(p.spent) AS spent,
        CASE WHEN sum(p.incomplete) = 0 THEN sum(p.spent) END AS spent_complete
    FROM known AS own
    JOIN budgeted_parts AS p
        ON
            p.total = own.item
            AND p.fiscal_year = own.fiscal_year
            AND p.department_code IS NOT DISTINCT FROM own.department_code
    GROUP BY own.fiscal_year, own.department_code, own.item, own.has_row, own.approved, own.row_ids
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
