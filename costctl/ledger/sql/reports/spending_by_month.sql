-- One row per department, item and month with spending from $starts_on to $ends_on, or in the same days of the year before.
-- A sum is NULL where no record of the month has an amount; `records` and `last_records` count
-- them all. NULL $department: every department.
SELECT
    department_code AS department,
    item,
    month(spent_on)::BIGINT AS month,
    sum(amount) FILTER (spent_on >= $starts_on)::DECIMAL(38, 2) AS spent,
    count(*) FILTER (spent_on >= $starts_on)::BIGINT AS records,
    sum(amount) FILTER (spent_on < $starts_on)::DECIMAL(38, 2) AS last_year,
    count(*) FILTER (spent_on < $starts_on)::BIGINT AS last_records
FROM fact.item_spending
WHERE
    (spent_on BETWEEN $starts_on AND $ends_on OR spent_on BETWEEN $last_starts_on AND $last_ends_on)
    AND ($department::VARCHAR IS NULL OR department_code = $department)
GROUP BY ALL;
