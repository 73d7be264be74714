-- One row per reception at a named venue, not after as_of: how many receptions of its department were held there from
-- its day to two days later, itself included, which, and what they cost. Amounts are NULL where one of them has none.
CREATE OR REPLACE VIEW step.near_receptions AS
WITH held AS (
    SELECT
        r.row_id,
        r.department_code,
        r.venue,
        r.held_on,
        step.known_sum(r.meal_amount, r.lodging_amount, r.other_amount) AS cost
    FROM record.receptions AS r
    WHERE r.venue IS NOT NULL AND r.held_on <= CAST(getvariable('as_of') AS DATE)
)
SELECT
    h.row_id,
    count(*) OVER near AS near_count,
    list(h.row_id) OVER near AS near_rows,
    CASE WHEN count(*) OVER near = count(h.cost) OVER near THEN max(h.cost) OVER near END AS near_largest,
    CASE WHEN count(*) OVER near = count(h.cost) OVER near THEN sum(h.cost) OVER near END AS near_total
FROM held AS h
WINDOW near AS (
    PARTITION BY h.department_code, h.venue
    ORDER BY h.held_on
    RANGE BETWEEN CURRENT ROW AND INTERVAL 2 DAY FOLLOWING
);
