-- One row per meeting: what it cost, the quota of its class on its first day, and the caps by it, in full and without
-- what was not provided. A count of people or days below 0 is not recorded.
CREATE OR REPLACE VIEW step.meeting_costs AS
WITH counted AS (
    SELECT
        m.row_id,
        m.meeting_class,
        m.starts_on,
        CASE WHEN m.delegates >= 0 AND m.staff >= 0 THEN CAST(m.delegates AS DECIMAL(38, 0)) + m.staff END AS heads,
        CASE WHEN m.days >= 0 AND m.travel_days >= 0 THEN m.days + m.travel_days END AS counted_days,
        m.lodging_amount,
        m.meal_amount,
        m.other_amount,
        -- Online costs counted against the quota until 财行〔2023〕86号 took them out.
        CASE WHEN m.starts_on < DATE '2023-08-01' THEN coalesce(m.online_amount, 0.00) ELSE 0.00 END AS online_part,
        step.known_sum(m.lodging_amount, m.meal_amount, m.other_amount) AS known_cost,
        step.known_sum(m.lodging_amount, m.meal_amount, m.other_amount, m.online_amount) AS spent
    FROM record.meetings AS m
),
quoted AS (
    SELECT
        c.row_id,
        c.heads,
        c.counted_days,
        c.online_part,
        c.known_cost + c.online_part AS quota_cost,
        c.lodging_amount + c.meal_amount + c.other_amount + c.online_part AS quota_cost_complete,
        c.spent,
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
        CASE WHEN c.lodging_amount = 0 THEN q.lodging WHEN c.lodging_amount > 0 THEN 0.00 END AS lodging_off,
        CASE WHEN c.meal_amount = 0 THEN q.meal WHEN c.meal_amount > 0 THEN 0.00 END AS meal_off,
        -- An absurd head count gives no cap instead of an error that would take the rule from every other meeting.
        -- CASE, not try(): what two expressions share DuckDB computes once, outside of any try().
        CAST(q.total AS DOUBLE) * CAST(c.heads AS DOUBLE) * CAST(c.counted_days AS DOUBLE) < 1e29 AS has_cap
    FROM counted AS c
    LEFT JOIN step.meeting_quotas AS q
        ON
            q.meeting_class IS NOT DISTINCT FROM c.meeting_class
            AND c.starts_on >= q.from_on
            AND (c.starts_on <= q.until_on OR q.until_on IS NULL)
)
SELECT
    q.row_id,
    q.heads,
    q.counted_days,
    q.online_part,
    q.quota_cost,
    q.quota_cost_complete,
    q.spent,
    q.quota_total,
    q.quota_lodging,
    q.quota_meal,
    q.max_delegates,
    q.staff_ratio_max,
    q.max_days,
    q.max_travel_days,
    q.quota_source,
    q.max_delegates_source,
    q.staff_ratio_max_source,
    q.max_days_source,
    q.max_travel_days_source,
    q.lodging_off,
    q.meal_off,
    CASE WHEN q.has_cap THEN CAST(q.quota_total AS DECIMAL(38, 2)) * q.heads * q.counted_days END AS quota_cap,
    CASE
        WHEN q.has_cap
            THEN CAST(q.quota_total - q.lodging_off - q.meal_off AS DECIMAL(38, 2)) * q.heads * q.counted_days
    END AS reduced_cap
FROM quoted AS q;
