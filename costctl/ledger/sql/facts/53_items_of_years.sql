-- One row per year, department and item that is no total: what was approved and spent to the end of the period (31
-- December, or as_of while the year runs). has_row is FALSE for a part of a total that has neither budget line nor
-- spending itself, in a department of which another part has: its total still needs to know whether nothing was spent
-- or nothing is known.
CREATE OR REPLACE VIEW step.items_of_years AS
WITH spending AS (
    SELECT
        year(s.spent_on) AS fiscal_year,
        s.department_code,
        s.item,
        sum(s.amount) AS spent,
        count(*) > count(s.amount) AS lacks_amount
    FROM fact.item_spending AS s
    WHERE s.spent_on <= CAST(getvariable('as_of') AS DATE)
    GROUP BY year(s.spent_on), s.department_code, s.item
),
found AS (
    SELECT l.fiscal_year, l.department_code, l.item FROM step.approved AS l
    UNION
    SELECT s.fiscal_year, s.department_code, s.item FROM spending AS s
),
family AS (
    SELECT p.part AS item
    FROM ref.item_parts AS p
    WHERE p.part NOT IN (SELECT t.total FROM ref.item_parts AS t)
    UNION
    SELECT p.total AS item FROM ref.item_parts AS p
),
wanted AS (
    SELECT f.fiscal_year, f.department_code, f.item, TRUE AS has_row FROM found AS f
    UNION ALL
    SELECT DISTINCT f.fiscal_year, f.department_code, m.item, FALSE AS has_row
    FROM found AS f
    CROSS JOIN family AS m
    WHERE f.item IN (SELECT a.item FROM family AS a)
),
keys AS (
    SELECT w.fiscal_year, w.department_code, w.item, bool_or(w.has_row) AS has_row
    FROM wanted AS w
    GROUP BY w.fiscal_year, w.department_code, w.item
)
SELECT
    k.fiscal_year,
    k.department_code,
    k.item,
    k.has_row,
    l.approved,
    coalesce(l.row_ids, []) AS row_ids,
    CASE WHEN NOT o.is_kept THEN NULL WHEN s.item IS NULL THEN 0.00 ELSE s.spent END AS spent,
    CASE
        WHEN NOT o.is_complete OR s.lacks_amount THEN NULL
        WHEN s.item IS NULL THEN 0.00
        ELSE s.spent
    END AS spent_complete
FROM keys AS k
LEFT JOIN step.item_sources AS o ON o.item = k.item
LEFT JOIN step.approved AS l
    ON
        l.fiscal_year = k.fiscal_year
        AND l.department_code IS NOT DISTINCT FROM k.department_code
        AND l.item = k.item
LEFT JOIN spending AS s
    ON
        s.fiscal_year = k.fiscal_year
        AND s.department_code IS NOT DISTINCT FROM k.department_code
        AND s.item = k.item;
