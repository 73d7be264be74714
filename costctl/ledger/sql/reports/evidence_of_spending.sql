-- One row per department and item with records or payments from $starts_on to $ends_on: how many records there are, how many of
-- them say no amount, and what the treasury paid for the item.
WITH evidence AS (
    SELECT
        s.department_code AS department,
        s.item,
        1 AS records,
        CASE WHEN s.amount IS NULL THEN 1 ELSE 0 END AS without_amount,
        CAST(0 AS DECIMAL(18, 2)) AS paid
    FROM fact.item_spending AS s
    WHERE s.spent_on BETWEEN $starts_on AND $ends_on
    UNION ALL
    SELECT p.department_code AS department, p.item, 0 AS records, 0 AS without_amount, p.amount AS paid
    FROM fact.item_payments AS p
    WHERE p.paid_on BETWEEN $starts_on AND $ends_on
)
SELECT
    e.department,
    e.item,
    sum(e.records)::BIGINT AS records,
    sum(e.without_amount)::BIGINT AS without_amount,
    coalesce(sum(e.paid), 0)::DECIMAL(38, 2) AS paid
FROM evidence AS e
GROUP BY e.department, e.item;
