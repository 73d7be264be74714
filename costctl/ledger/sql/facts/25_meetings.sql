-- One row per meeting, with what rules may ask of it. A count of people or days below 0 is not recorded.
CREATE OR REPLACE VIEW fact.meetings AS
SELECT
    m.row_id,
    m.record_key,
    m.meeting_no,
    m.department_code,
    m.name,
    m.event_kind,
    m.meeting_class,
    m.mode,
    m.starts_on,
    m.ends_on,
    CASE WHEN m.days >= 0 THEN m.days END AS days,
    CASE WHEN m.travel_days >= 0 THEN m.travel_days END AS travel_days,
    CASE WHEN m.delegates >= 0 THEN m.delegates END AS delegates,
    CASE WHEN m.staff >= 0 THEN m.staff END AS staff,
    CASE WHEN m.out_of_town_delegates >= 0 THEN m.out_of_town_delegates END AS out_of_town_delegates,
    CASE WHEN m.sign_in_count >= 0 THEN m.sign_in_count END AS sign_in_count,
    m.venue,
    m.venue_city,
    m.venue_kind,
    m.star,
    m.plan_no,
    m.is_planned,
    m.has_approval,
    m.has_notice,
    m.has_sign_in,
    m.has_bill,
    m.lodging_amount,
    m.meal_amount,
    m.other_amount,
    m.online_amount,
    m.items,
    m.payment_method,
    c.heads,
    c.counted_days,
    c.quota_total,
    c.quota_lodging,
    c.quota_meal,
    c.max_delegates,
    c.staff_ratio_max,
    c.max_days,
    c.max_travel_days,
    c.quota_source,
    c.max_delegates_source,
    c.staff_ratio_max_source,
    c.max_days_source,
    c.max_travel_days_source,
    c.online_part,
    c.quota_cost,
    c.quota_cost_complete,
    c.quota_cap,
    c.lodging_off,
    c.meal_off,
    c.reduced_cap,
    CASE WHEN c.quota_cost <= c.quota_cap THEN c.quota_cost WHEN c.quota_cost > c.quota_cap THEN c.quota_cap END
        AS quota_cost_within_cap,
    CASE
        WHEN m.mode IN ('video', 'telephone') THEN TRUE
        WHEN m.mode = 'in_person' OR m.venue IS NOT NULL OR m.venue_kind IS NOT NULL THEN FALSE
    END AS is_remote,
    CASE WHEN m.plan_no IS NOT NULL THEN TRUE ELSE m.is_planned END AS is_planned_meeting,
    v.on_list,
    v.is_allowed_venue,
    coalesce(m.star, v.listed_star, CASE WHEN v.is_allowed_venue THEN 0 END) AS venue_star,
    city.is_home AS is_local_venue,
    CASE
        WHEN m.delegates >= 0 AND m.out_of_town_delegates >= 0 THEN m.delegates - m.out_of_town_delegates
    END AS local_delegates,
    v.is_in_scenic_area,
    v.scenic_area,
    v.scenic_source,
    CASE WHEN m.items IS NOT NULL THEN k.items IS NOT NULL END AS has_barred_item,
    k.keyword,
    k.source AS keyword_source,
    CASE WHEN kept.has_payments THEN coalesce(p.linked_payments, 0) END AS linked_payments,
    p.paid_by_others,
    c.spent
FROM record.meetings AS m
CROSS JOIN (SELECT count(*) > 0 AS has_payments FROM record.kept AS kind WHERE kind.kind = 'payments') AS kept
JOIN step.meeting_costs AS c ON c.row_id = m.row_id
JOIN step.meeting_venues AS v ON v.row_id = m.row_id
LEFT JOIN step.venue_cities AS city ON city.venue_city = m.venue_city
LEFT JOIN step.meeting_keywords AS k ON k.items = m.items
LEFT JOIN step.meeting_payments AS p ON p.row_id = m.row_id;
