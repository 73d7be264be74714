-- One row per record, not after as_of, and metric in which it counts on its own date: what it adds to the numerator
-- and, where the metric has one, to the denominator. A numerator of NULL is a record that does not say. Wide numbers
-- have six decimals from the first: a union of DECIMAL(38, 0) and DECIMAL(18, 2) would have none.
CREATE OR REPLACE VIEW step.metric_records AS
WITH held AS (
    SELECT
        m.department_code,
        m.starts_on AS counted_on,
        coalesce(m.event_kind, 'meeting') AS event_kind,
        -- An absurd number of people or days is none, instead of an error that would take the sum from everyone.
        CASE
            WHEN CAST(m.heads AS DOUBLE) * CAST(m.days AS DOUBLE) < 1e12 THEN CAST(m.heads * m.days AS DECIMAL(38, 6))
        END AS people_days
    FROM fact.meetings AS m
),
records AS (
    SELECT 'meeting_count' AS metric, m.department_code, m.starts_on AS counted_on, 1 AS numerator, NULL AS denominator
    FROM record.meetings AS m
    UNION ALL
    SELECT
        concat(h.event_kind, 's_held') AS metric,
        h.department_code,
        h.counted_on,
        1 AS numerator,
        NULL AS denominator
    FROM held AS h
    UNION ALL
    SELECT 'people_days' AS metric, h.department_code, h.counted_on, h.people_days AS numerator, NULL AS denominator
    FROM held AS h
    UNION ALL
    SELECT
        concat(h.event_kind, '_people_days') AS metric,
        h.department_code,
        h.counted_on,
        h.people_days AS numerator,
        NULL AS denominator
    FROM held AS h
    UNION ALL
    SELECT m.metric, m.department_code, m.counted_on, m.numerator, m.denominator
    FROM step.metric_meeting_modes AS m
    UNION ALL
    -- The department's own rooms are neither hired nor designated.
    SELECT
        'designated_venue_share' AS metric,
        m.department_code,
        m.starts_on AS counted_on,
        CASE WHEN m.is_allowed_venue THEN 1 ELSE 0 END AS numerator,
        1 AS denominator
    FROM fact.meetings AS m
    WHERE NOT m.is_remote AND coalesce(m.venue_kind, '') <> 'internal' AND m.is_allowed_venue IS NOT NULL
    UNION ALL
    SELECT m.metric, m.department_code, m.counted_on, m.numerator, m.denominator
    FROM step.metric_documents AS m
    UNION ALL
    SELECT m.metric, m.department_code, m.counted_on, m.numerator, m.denominator
    FROM step.metric_card_use AS m
    UNION ALL
    SELECT m.metric, m.department_code, m.counted_on, m.numerator, m.denominator
    FROM step.metric_procurement AS m
    UNION ALL
    SELECT 'reception_count' AS metric, r.department_code, r.held_on AS counted_on, 1 AS numerator, NULL AS denominator
    FROM record.receptions AS r
    UNION ALL
    SELECT
        'guests_received' AS metric,
        r.department_code,
        r.held_on AS counted_on,
        CASE WHEN r.guests >= 0 THEN r.guests END AS numerator,
        NULL AS denominator
    FROM record.receptions AS r
    UNION ALL
    SELECT
        'foreign_receptions' AS metric,
        r.department_code,
        r.held_on AS counted_on,
        CASE WHEN r.is_foreign THEN 1 WHEN NOT r.is_foreign THEN 0 END AS numerator,
        NULL AS denominator
    FROM record.receptions AS r
    UNION ALL
    SELECT
        'foreign_guests' AS metric,
        r.department_code,
        r.held_on AS counted_on,
        CASE WHEN NOT r.is_foreign THEN 0 WHEN r.is_foreign AND r.guests >= 0 THEN r.guests END AS numerator,
        NULL AS denominator
    FROM record.receptions AS r
    UNION ALL
    SELECT
        'vehicles_bought' AS metric,
        v.department_code,
        v.bought_on AS counted_on,
        1 AS numerator,
        NULL AS denominator
    FROM record.vehicles AS v
    UNION ALL
    SELECT
        'cost_per_guest' AS metric,
        s.department_code,
        s.spent_on AS counted_on,
        s.amount AS numerator,
        r.guests AS denominator
    FROM fact.item_spending AS s
    JOIN record.receptions AS r ON r.row_id = s.row_id
    WHERE s.source_kind = 'receptions' AND s.amount IS NOT NULL AND r.guests >= 0
    UNION ALL
    SELECT
        'overseas_groups_sent' AS metric,
        g.department_code,
        g.depart_on AS counted_on,
        1 AS numerator,
        NULL AS denominator
    FROM record.overseas_groups AS g
    UNION ALL
    SELECT
        'overseas_people_sent' AS metric,
        g.department_code,
        g.depart_on AS counted_on,
        CASE WHEN g.size >= 0 THEN g.size END AS numerator,
        NULL AS denominator
    FROM record.overseas_groups AS g
    UNION ALL
    SELECT
        'cost_per_vehicle' AS metric,
        v.department_code,
        v.incurred_on AS counted_on,
        v.amount AS numerator,
        NULL AS denominator
    FROM record.vehicle_costs AS v
)
SELECT
    r.metric,
    r.department_code,
    r.counted_on,
    CAST(r.numerator AS DECIMAL(38, 6)) AS numerator,
    CAST(r.denominator AS DECIMAL(38, 6)) AS denominator
FROM records AS r
WHERE r.counted_on <= CAST(getvariable('as_of') AS DATE);
