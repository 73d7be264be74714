-- One row per meeting, with what rules may ask of it. A count of people or days below 0 is not recorded.
CREATE OR REPLACE VIEW fact.meetings AS
WITH counted AS (
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
        -- Online costs counted against the quota until 财行〔2023〕86号 took them out.
        CASE WHEN m.starts_on < DATE '2023-08-01' THEN coalesce(m.online_amount, 0.00) ELSE 0.00 END AS online_part,
        CASE
            WHEN m.lodging_amount IS NULL AND m.meal_amount IS NULL AND m.other_amount IS NULL THEN NULL
            ELSE coalesce(m.lodging_amount, 0) + coalesce(m.meal_amount, 0) + coalesce(m.other_amount, 0)
        END AS known_cost
    FROM record.meetings AS m
)
SELECT
    c.row_id,
    c.record_key,
    c.meeting_no,
    c.department_code,
    c.name,
    c.event_kind,
    c.meeting_class,
    c.mode,
    c.starts_on,
    c.ends_on,
    c.days,
    c.travel_days,
    c.delegates,
    c.staff,
    c.out_of_town_delegates,
    c.sign_in_count,
    c.venue,
    c.venue_city,
    c.venue_kind,
    c.star,
    c.plan_no,
    c.is_planned,
    c.has_approval,
    c.has_notice,
    c.has_sign_in,
    c.has_bill,
    c.lodging_amount,
    c.meal_amount,
    c.other_amount,
    c.online_amount,
    c.items,
    c.payment_method,
    CAST(c.delegates AS DECIMAL(38, 0)) + c.staff AS heads,
    c.days + c.travel_days AS counted_days,
    q.total AS quota_total,
    q.lodging AS quota_lodging,
    q.meal AS quota_meal,
    q.max_attendees AS max_delegates,
    q.staff_ratio_max,
    q.max_days,
    q.max_checkin_out_days AS max_travel_days,
    q.total_source AS quota_source,
    q.max_attendees_source AS max_delegates_source,
    q.staff_ratio_max_source,
    q.max_days_source,
    q.max_checkin_out_days_source AS max_travel_days_source,
    c.online_part,
    c.known_cost + c.online_part AS quota_cost,
    c.lodging_amount + c.meal_amount + c.other_amount + c.online_part AS quota_cost_complete,
    -- An absurd head count gives no cap instead of an error that would take the rule from every other meeting.
    -- CASE, not try(): what two expressions share DuckDB computes once, outside of any try().
    CASE
        WHEN
            CAST(q.total AS DOUBLE)
            * (CAST(c.delegates AS DOUBLE) + c.staff)
            * (CAST(c.days AS DOUBLE) + c.travel_days) < 1e29
            THEN
                CAST(q.total AS DECIMAL(38, 2))
                * (CAST(c.delegates AS DECIMAL(38, 0)) + c.staff)
                * (c.days + c.travel_days)
    END AS quota_cap,
    CASE
        WHEN c.mode IN ('video', 'telephone') THEN TRUE
        WHEN c.mode = 'in_person' OR c.venue IS NOT NULL OR c.venue_kind IS NOT NULL THEN FALSE
    END AS is_remote,
    CASE WHEN c.plan_no IS NOT NULL THEN TRUE ELSE c.is_planned END AS is_planned_meeting,
    v.on_list,
    v.is_allowed_venue,
    coalesce(c.star, v.listed_star, CASE WHEN v.is_allowed_venue THEN 0 END) AS venue_star,
    CASE WHEN len(v.home_places) > 0 THEN list_contains(v.home_places, c.venue_city) END AS is_local_venue,
    v.is_in_scenic_area,
    v.scenic_area,
    v.scenic_source,
    CASE
        WHEN c.known_cost IS NULL AND c.online_amount IS NULL THEN NULL
        ELSE coalesce(c.known_cost, 0) + coalesce(c.online_amount, 0)
    END AS spent
FROM counted AS c
JOIN step.meeting_venues AS v ON v.row_id = c.row_id
LEFT JOIN step.meeting_quotas AS q
    ON
        q.meeting_class IS NOT DISTINCT FROM c.meeting_class
        AND c.starts_on >= q.from_on
        AND (c.starts_on <= q.until_on OR q.until_on IS NULL);
