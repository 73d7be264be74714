-- One row per thing that a metric counts on each day from held_from to held_until: a person with a card, a vehicle, an
-- office; and what a department's denominator is on any day. The same thing counts once, however many rows it has.
CREATE OR REPLACE VIEW step.metric_holdings AS
WITH kept AS (
    SELECT
        count(CASE WHEN k.kind = 'cards' THEN 1 END) > 0 AS has_cards,
        count(CASE WHEN k.kind = 'vehicle_costs' THEN 1 END) > 0 AS has_vehicle_costs
    FROM record.kept AS k
)
SELECT
    'card_holding' AS metric,
    c.department_code,
    c.person_id AS thing,
    coalesce(c.opened_on, DATE '1900-01-01') AS held_from,
    coalesce(c.closed_on - 1, DATE '9999-12-30') AS held_until,
    CAST(1 AS DECIMAL(38, 6)) AS numerator,
    CAST(NULL AS DECIMAL(38, 6)) AS denominator
FROM record.cards AS c
UNION ALL
SELECT
    'card_holding' AS metric,
    d.department_code,
    '' AS thing,
    DATE '1900-01-01' AS held_from,
    DATE '9999-12-30' AS held_until,
    0 AS numerator,
    d.staff_count AS denominator
FROM record.departments AS d
CROSS JOIN kept AS k
WHERE d.staff_count >= 0 AND k.has_cards
UNION ALL
SELECT
    'vehicles_held' AS metric,
    v.department_code,
    v.plate_no AS thing,
    v.held_from,
    v.held_until,
    1 AS numerator,
    NULL AS denominator
FROM step.vehicles_held AS v
UNION ALL
SELECT
    'cost_per_vehicle' AS metric,
    v.department_code,
    v.plate_no AS thing,
    v.held_from,
    v.held_until,
    0 AS numerator,
    1 AS denominator
FROM step.vehicles_held AS v
CROSS JOIN kept AS k
WHERE k.has_vehicle_costs
UNION ALL
SELECT
    'office_area_per_head' AS metric,
    o.department_code,
    o.office_no AS thing,
    o.surveyed_on AS held_from,
    DATE '9999-12-30' AS held_until,
    o.area AS numerator,
    o.people AS denominator
FROM record.offices AS o
WHERE o.area >= 0 AND o.people >= 0;
