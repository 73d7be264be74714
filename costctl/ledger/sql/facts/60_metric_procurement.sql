-- One row per trip with nights, flight or payment, not after as_of, of which it is known whether it was a designated
-- hotel, a procured ticket or a purchased service: nights, flights or yuan that were, and in all.
CREATE OR REPLACE VIEW step.metric_procurement AS
WITH records AS (
    SELECT
        'designated_hotel_share' AS metric,
        t.department_code,
        t.depart_on AS counted_on,
        CASE WHEN s.at_designated_hotel THEN t.nights ELSE 0 END AS numerator,
        t.nights AS denominator,
        'trips' AS kind,
        t.row_id
    FROM record.trips AS t
    JOIN step.designated_stays AS s ON s.row_id = t.row_id
    WHERE t.nights > 0
    UNION ALL
    SELECT
        'procured_ticket_share' AS metric,
        t.department_code,
        t.depart_on AS counted_on,
        CASE WHEN t.is_procured_ticket THEN 1 ELSE 0 END AS numerator,
        1 AS denominator,
        'trips' AS kind,
        t.row_id
    FROM record.trips AS t
    WHERE t.transport_kind = 'plane' AND t.is_procured_ticket IS NOT NULL
    UNION ALL
    SELECT
        'purchased_service_share' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.is_purchased_service THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator,
        'payments' AS kind,
        p.row_id
    FROM record.payments AS p
    WHERE p.is_purchased_service IS NOT NULL
)
SELECT
    r.metric,
    r.department_code,
    r.counted_on,
    CAST(r.numerator AS DECIMAL(38, 6)) AS numerator,
    CAST(r.denominator AS DECIMAL(38, 6)) AS denominator,
    r.kind,
    r.row_id
FROM records AS r
WHERE r.counted_on <= CAST(getvariable('as_of') AS DATE);
