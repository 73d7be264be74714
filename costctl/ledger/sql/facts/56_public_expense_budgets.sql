-- One row per year and department with budget lines, and item of the three public expenses: what is approved for it to
-- the end of the period. No line means 0.00, unless a total that contains the item has one: then how much of that is
-- meant for the item is not known.
CREATE OR REPLACE VIEW step.public_expense_budgets AS
WITH containing AS (
    SELECT p.part AS item, p.total FROM ref.item_parts AS p
    UNION
    SELECT p.part AS item, outer_one.total
    FROM ref.item_parts AS p
    JOIN ref.item_parts AS outer_one ON outer_one.part = p.total
),
budgeted AS (
    SELECT DISTINCT a.fiscal_year, a.department_code FROM step.approved AS a
),
by_total AS (
    SELECT DISTINCT a.fiscal_year, a.department_code, c.item
    FROM step.approved AS a
    JOIN containing AS c ON c.total = a.item
)
SELECT
    b.fiscal_year,
    b.department_code,
    i.item,
    CASE WHEN a.item IS NOT NULL THEN a.approved WHEN t.item IS NULL THEN 0.00 END AS approved
FROM budgeted AS b
CROSS JOIN (SELECT DISTINCT c.item FROM containing AS c) AS i
LEFT JOIN step.approved AS a
    ON a.fiscal_year = b.fiscal_year AND a.department_code = b.department_code AND a.item = i.item
LEFT JOIN by_total AS t
    ON t.fiscal_year = b.fiscal_year AND t.department_code = b.department_code AND t.item = i.item;
