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
    SELECT
        'video_share' AS metric,
        m.department_code,
        m.starts_on AS counted_on,
        CASE WHEN m.mode IN ('video', 'telephone') THEN 1 ELSE 0 END AS numerator,
        1 AS denominator
    FROM record.meetings AS m
    WHERE m.mode IS NOT NULL
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
    SELECT
        'e_document_share' AS metric,
        d.department_code,
        d.month AS counted_on,
        d.electronic_count AS numerator,
        CAST(d.electronic_count AS DECIMAL(38, 6)) + d.paper_count AS denominator
    FROM record.document_counts AS d
    WHERE d.electronic_count >= 0 AND d.paper_count >= 0
    UNION ALL
    SELECT
        'card_use_a' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.payment_method = 'official_card' THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator
    FROM record.payments AS p
    JOIN step.card_mandatory_codes AS c ON c.economic_code = p.economic_code AND c.paid_on = p.paid_on
    WHERE p.payment_method IN ('official_card', 'cash')
    UNION ALL
    SELECT
        'card_use_b' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.payment_method = 'official_card' THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator
    FROM record.payments AS p
    JOIN step.card_mandatory_codes AS c ON c.economic_code = p.economic_code AND c.paid_on = p.paid_on
    WHERE p.payment_method IS NOT NULL
    UNION ALL
    SELECT
        'designated_hotel_share' AS metric,
        t.department_code,
        t.depart_on AS counted_on,
        CASE WHEN s.at_designated_hotel THEN t.nights ELSE 0 END AS numerator,
        t.nights AS denominator
    FROM record.trips AS t
    JOIN step.designated_stays AS s ON s.row_id = t.row_id
    WHERE t.nights > 0
    UNION ALL
    SELECT
        'procured_ticket_share' AS metric,
        t.department_code,
        t.depart_on AS counted_on,
        CASE WHEN t.is_procured_ticket THEN 1 ELSE 0 END AS numerator,
        1 AS denominator
    FROM record.trips AS t
    WHERE t.transport_kind = 'plane' AND t.is_procured_ticket IS NOT NULL
    UNION ALL
    SELECT
        'purchased_service_share' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.is_purchased_service THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator
    FROM record.payments AS p
    WHERE p.is_purchased_service IS NOT NULL
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
