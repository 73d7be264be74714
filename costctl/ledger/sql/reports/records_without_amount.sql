-- One row per department and item with records from $starts_on to $ends_on of which no amount is recorded: how many.
SELECT department_code AS department, item, count(*)::BIGINT AS records
FROM fact.item_spending
WHERE spent_on BETWEEN $starts_on AND $ends_on AND amount IS NULL
GROUP BY department_code, item;
