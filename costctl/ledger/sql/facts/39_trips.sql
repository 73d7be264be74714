-- One row per trip leg, with what rules may ask of it. A count of nights or days below 0 is not recorded.
CREATE OR REPLACE VIEW fact.trips AS
WITH legs AS (
    SELECT
        t.row_id,
        t.record_key,
        t.trip_no,
        t.person_id,
        t.leg_no,
        t.department_code,
        t.rank,
        t.purpose,
        t.trip_kind,
        t.province,
        t.city,
        t.approved_on,
        t.approved_places,
        t.depart_on,
        t.return_on,
        CASE WHEN t.nights >= 0 THEN t.nights END AS nights,
        t.lodging_amount,
        t.hotel,
        t.is_designated_hotel,
        t.has_lodging_invoice,
        t.has_lodging_note,
        t.transport_kind,
        t.transport_class,
        t.transport_amount,
        t.is_procured_ticket,
        t.has_fare_proof,
        t.meal_allowance,
        t.local_transport_allowance,
        CASE WHEN t.provided_meal_days >= 0 THEN t.provided_meal_days END AS provided_meal_days,
        t.has_host_letter,
        t.payment_method,
        t.claimed_on,
        coalesce(t.rank, p.rank) AS rank_group,
        CASE WHEN t.return_on >= t.depart_on THEN t.return_on - t.depart_on + 1 END AS days_away
    FROM record.trips AS t
    LEFT JOIN record.people AS p ON p.person_id = t.person_id
)
SELECT
    l.row_id,
    l.record_key,
    l.trip_no,
    l.person_id,
    l.leg_no,
    l.department_code,
    l.rank,
    l.purpose,
    l.trip_kind,
    l.province,
    l.city,
    l.approved_on,
    l.approved_places,
    l.depart_on,
    l.return_on,
    l.nights,
    l.lodging_amount,
    l.hotel,
    l.is_designated_hotel,
    l.has_lodging_invoice,
    l.has_lodging_note,
    l.transport_kind,
    l.transport_class,
    l.transport_amount,
    l.is_procured_ticket,
    l.has_fare_proof,
    l.meal_allowance,
    l.local_transport_allowance,
    l.provided_meal_days,
    l.has_host_letter,
    l.payment_method,
    l.claimed_on,
    l.rank_group,
    l.days_away,
    coalesce(l.lodging_amount, CASE WHEN l.nights = 0 THEN 0.00 END) AS lodging_paid,
    CASE WHEN l.nights = 0 THEN 0.00 ELSE c.cap_total END AS lodging_cap_total,
    c.source AS lodging_source,
    coalesce(exact.level, any_class.level) AS transport_level,
    allowed.allowed_level,
    allowed.source AS transport_source,
    meal.rate AS meal_rate,
    local.rate AS local_rate,
    meal.rate * l.days_away AS meal_cap,
    local.rate * l.days_away AS local_cap,
    CASE
        WHEN l.meal_allowance > meal.rate * l.days_away THEN l.meal_allowance - meal.rate * l.days_away
        ELSE 0.00
    END AS meal_over,
    CASE
        WHEN l.local_transport_allowance > local.rate * l.days_away
            THEN l.local_transport_allowance - local.rate * l.days_away
        ELSE 0.00
    END AS local_over,
    CASE WHEN meal.source = local.source THEN meal.source ELSE concat_ws(chr(10), meal.source, local.source) END
        AS allowance_source,
    CASE
        WHEN coalesce(l.lodging_amount, l.transport_amount, l.meal_allowance, l.local_transport_allowance) IS NOT NULL
            THEN
                coalesce(l.lodging_amount, 0)
                + coalesce(l.transport_amount, 0)
                + coalesce(l.meal_allowance, 0)
                + coalesce(l.local_transport_allowance, 0)
    END AS claimed_total,
    CASE
        WHEN coalesce(l.lodging_amount, l.transport_amount, l.meal_allowance, l.local_transport_allowance) IS NOT NULL
            THEN
                coalesce(l.lodging_amount, 0)
                + coalesce(l.transport_amount, 0)
                + coalesce(l.meal_allowance, 0)
                + coalesce(l.local_transport_allowance, 0)
    END AS spent,
    CASE WHEN l.return_on >= l.depart_on THEN coalesce(o.overlap_count, 0) END AS overlap_count,
    o.overlap_with,
    settings.home_province,
    CASE WHEN l.days_away = 1 THEN 1 WHEN l.days_away > 1 THEN 2 END AS transit_days,
    CASE
        WHEN l.days_away >= l.provided_meal_days THEN l.days_away - l.provided_meal_days
        WHEN l.days_away < l.provided_meal_days THEN 0
    END AS provided_free_days,
    CASE
        WHEN until.days_so_far - since.days_so_far + 1 = l.days_away
            THEN until.rest_days_so_far - since.rest_days_so_far + CASE WHEN since.is_rest_day THEN 1 ELSE 0 END
    END AS rest_days,
    coalesce(l.is_designated_hotel, CASE WHEN h.hotel IS NOT NULL THEN TRUE END) AS at_designated_hotel
FROM legs AS l
CROSS JOIN (SELECT any_value(given.home_province) AS home_province FROM ref.settings AS given) AS settings
LEFT JOIN step.lodging_caps AS c ON c.row_id = l.row_id
LEFT JOIN step.overlaps AS o ON o.row_id = l.row_id
LEFT JOIN ref.transport_levels AS exact
    ON exact.transport_kind = l.transport_kind AND exact.transport_class = l.transport_class
LEFT JOIN ref.transport_levels AS any_class
    ON any_class.transport_kind = l.transport_kind AND any_class.transport_class = '*'
LEFT JOIN step.transport_levels AS allowed
    ON
        allowed.transport_kind IS NOT DISTINCT FROM l.transport_kind
        AND allowed.rank_group IS NOT DISTINCT FROM l.rank_group
        AND l.depart_on BETWEEN allowed.from_on AND allowed.until_on
LEFT JOIN step.provinces AS p ON p.written_as = l.province
LEFT JOIN step.allowances AS meal
    ON
        meal.province_key = p.province_key
        AND meal.item = 'meal'
        AND l.depart_on BETWEEN meal.from_on AND meal.until_on
LEFT JOIN step.allowances AS local
    ON
        local.province_key = p.province_key
        AND local.item = 'local'
        AND l.depart_on BETWEEN local.from_on AND local.until_on
LEFT JOIN step.listed_hotels AS h
    ON h.hotel = l.hotel AND h.city IS NOT DISTINCT FROM l.city AND h.depart_on IS NOT DISTINCT FROM l.depart_on
LEFT JOIN step.calendar AS since ON since.day = l.depart_on
LEFT JOIN step.calendar AS until ON until.day = l.return_on;
