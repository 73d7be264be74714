-- One row per department and total for which it has budget lines of its own in the year.
SELECT DISTINCT b.department_code AS department, b.item AS total
FROM fact.budget_lines AS b
WHERE b.fiscal_year = $year AND b.item IN (SELECT p.total FROM ref.item_parts AS p)
ORDER BY b.department_code, b.item;
