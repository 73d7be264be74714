-- One row per department code that the ledger knows: registered, or named by a budget line or a record. NULL name: not registered.
WITH
named AS (
    SELECT department_code FROM fact.budget_lines
    UNION
    SELECT department_code FROM fact.item_spending
)

SELECT
    coalesce(d.department_code, n.department_code) AS department,
    d.name AS department_name
FROM record.departments AS d
FULL JOIN named AS n ON n.department_code = d.department_code
WHERE coalesce(d.department_code, n.department_code) IS NOT NULL
ORDER BY 1;
