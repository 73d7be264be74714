-- One row per trip leg, with what rules may ask of it.
CREATE OR REPLACE VIEW fact.trips AS
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
    l.nights,
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
    l.provided_meal_days,
    t.has_host_letter,
    t.payment_method,
    t.claimed_on,
    l.rank_group,
    l.days_away,
    coalesce(t.lodging_amount, CASE WHEN l.nights = 0 THEN 0.00 END) AS lodging_paid,
    CASE WHEN l.nights = 0 THEN 0.00 ELSE c.cap_total END AS lodging_cap_total,
    c.places AS lodging_places,
    c.source AS lodging_source,
    coalesce(exact.level, any_class.level) AS transport_level,
    allowed.allowed_level,
    allowed.source AS transport_source,
    meal.rate AS meal_rate,
    local.rate AS local_rate,
    meal.rate * l.days_away AS meal_cap,
    local.rate * l.days_away AS local_cap,
    CASE
        WHEN t.meal_allowance > meal.rate * l.days_away THEN t.meal_allowance - meal.rate * l.days_away
        ELSE 0.00
    END AS meal_over,
    CASE
        WHEN t.local_transport_allowance > local.rate * l.days_away
            THEN t.local_transport_allowance - local.rate * l.days_away
        ELSE 0.00
    END AS local_over,
    CASE WHEN meal.source = local.source THEN meal.source ELSE concat_ws(chr(10), meal.source, local.source) END
        AS allowance_source,
    step.known_sum(t.lodging_amount, t.transport_amount, t.meal_allowance, t.local_transport_allowance)
        AS claimed_total,
    claimed_total AS spent,
    CASE WHEN t.return_on >= t.depart_on THEN coalesce(o.overlap_count, 0) END AS overlap_count,
    o.overlap_with,
    o.overlap_rows,
    settings.home_province,
    l.transit_days,
    l.provided_free_days,
    l.meal_days_due,
    CAST(meal.rate AS DECIMAL(38, 2)) * l.meal_days_due AS meal_due,
    CAST(meal.rate AS DECIMAL(38, 2)) * l.provided_free_days AS meal_due_after_host,
    meal.source AS meal_source,
    CASE
        WHEN until.days_so_far - since.days_so_far + 1 = l.days_away
            THEN until.rest_days_so_far - since.rest_days_so_far + CASE WHEN since.is_rest_day THEN 1 ELSE 0 END
    END AS rest_days,
    t.trip_kind = 'study'
    OR contains(t.purpose, '考察')
    OR contains(t.purpose, '学习')
    OR contains(t.purpose, '调研') AS is_study_trip,
    p.province_key <> home.province_key AS is_out_of_province,
    CASE
        WHEN t.approved_places IS NOT NULL AND coalesce(t.city, p.province_key) IS NOT NULL
            THEN approved.approved_places IS NOT NULL
    END AS is_approved_place,
    h.at_designated_hotel
FROM record.trips AS t
JOIN step.legs AS l ON l.row_id = t.row_id
CROSS JOIN (SELECT any_value(given.home_province) AS home_province FROM ref.settings AS given) AS settings
LEFT JOIN step.lodging_caps AS c ON c.row_id = t.row_id
LEFT JOIN step.overlaps AS o ON o.row_id = t.row_id
LEFT JOIN ref.transport_levels AS exact
    ON exact.transport_kind = t.transport_kind AND exact.transport_class = t.transport_class
LEFT JOIN ref.transport_levels AS any_class
    ON any_class.transport_kind = t.transport_kind AND any_class.transport_class = '*'
LEFT JOIN step.transport_levels AS allowed
    ON
        allowed.transport_kind IS NOT DISTINCT FROM t.transport_kind
        AND allowed.rank_group IS NOT DISTINCT FROM l.rank_group
        AND t.depart_on BETWEEN allowed.from_on AND allowed.until_on
LEFT JOIN step.provinces AS p ON p.written_as = t.province
LEFT JOIN step.provinces AS home ON home.written_as = settings.home_province
LEFT JOIN step.approved_places AS approved
    ON
        approved.approved_places = t.approved_places
        AND approved.province IS NOT DISTINCT FROM t.province
        AND approved.city IS NOT DISTINCT FROM t.city
LEFT JOIN step.allowances AS meal
    ON
        meal.province_key = p.province_key
        AND meal.item = 'meal'
        AND t.depart_on BETWEEN meal.from_on AND meal.until_on
LEFT JOIN step.allowances AS local
    ON
        local.province_key = p.province_key
        AND local.item = 'local'
        AND t.depart_on BETWEEN local.from_on AND local.until_on
LEFT JOIN step.designated_stays AS h ON h.row_id = t.row_id
LEFT JOIN step.calendar AS since ON since.day = t.depart_on
LEFT JOIN step.calendar AS until ON until.day = t.return_on;
