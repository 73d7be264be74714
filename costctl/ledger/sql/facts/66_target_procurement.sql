-- One row per year, department and target for designated hotels, procured air tickets or purchased services, year to
-- as_of: nights, flights or yuan.
CREATE OR REPLACE VIEW fact.target_procurement AS
SELECT
    t.row_id,
    t.fiscal_year,
    t.department_code,
    t.metric,
    t.period_start,
    t.period_end,
    CASE WHEN m.denominator <> 0 THEN m.numerator END AS numerator,
    CASE WHEN m.denominator <> 0 THEN m.denominator END AS denominator,
    t.target
FROM step.targets AS t
LEFT JOIN step.metric_years('step.metric_procurement') AS m
    ON
        concat(m.metric, '_min') = t.metric
        AND m.fiscal_year = t.fiscal_year
        AND m.department_code = t.department_code
WHERE t.metric IN ('designated_hotel_share_min', 'procured_ticket_share_min', 'purchased_service_share_min');
