-- One row per budget line by which a finding on a payment goes: those of its item in its year and department, or, as
-- there is none, every line of that department and year, none of which is for the item.
WITH paid AS (
    SELECT p.department_code, year(p.paid_on) AS fiscal_year, i.item
    FROM record.findings AS f
    JOIN record.payments AS p ON list_contains(f.row_ids, p.row_id)
    JOIN ref.item_codes AS i ON i.code = p.economic_code
    WHERE f.finding = $finding
),
lines AS (
    SELECT b.row_id, b.counts_from, b.amount, b.item = p.item AS is_own, bool_or(b.item = p.item) OVER () AS has_own
    FROM paid AS p
    JOIN step.approved AS a ON a.fiscal_year = p.fiscal_year AND a.department_code = p.department_code
    JOIN fact.budget_lines AS b ON list_contains(a.row_ids, b.row_id)
)
SELECT
    'item_approved' AS figure,
    'budgets' AS kind,
    l.row_id,
    l.counts_from AS dated,
    CASE WHEN l.is_own THEN l.amount ELSE 0.00 END AS amount
FROM lines AS l
WHERE l.is_own OR NOT l.has_own;
