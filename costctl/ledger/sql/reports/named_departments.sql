-- One row per department code that a budget line or a record of spending names, registered or not.
SELECT department_code AS department
FROM fact.budget_lines
WHERE department_code IS NOT NULL
UNION
SELECT department_code AS department
FROM fact.item_spending
WHERE department_code IS NOT NULL
ORDER BY 1;
