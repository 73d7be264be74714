-- One row per training, with what rules may ask of it. A count of people or days below 0 is not recorded.
CREATE OR REPLACE VIEW fact.trainings AS
WITH counted AS (
    SELECT
        t.row_id,
        t.record_key,
        t.training_no,
        t.department_code,
        t.name,
        t.training_class,
        t.starts_on,
        t.ends_on,
        CASE WHEN t.days >= 0 THEN t.days END AS days,
        CASE WHEN t.trainees >= 0 THEN t.trainees END AS trainees,
        CASE WHEN t.staff >= 0 THEN t.staff END AS staff,
        t.is_in_province,
        t.plan_no,
        t.is_planned,
        t.amount,
        t.items,
        t.payment_method,
        -- Days beyond thirty count in part, as TRN-R01 says.
        CASE WHEN t.days > 30 THEN 30 + p.value * (t.days - 30) WHEN t.days >= 0 THEN t.days END AS days_paid
    FROM record.trainings AS t
    LEFT JOIN ref.parameters AS p
        ON
            p.rule = 'TRN-R01'
            AND p.parameter = 'over_30_share'
            AND t.starts_on >= p.effective_from
            AND (t.starts_on <= p.effective_to OR p.effective_to IS NULL)
)
SELECT
    c.row_id,
    c.record_key,
    c.training_no,
    c.department_code,
    c.name,
    c.training_class,
    c.starts_on,
    c.ends_on,
    c.days,
    c.trainees,
    c.staff,
    c.is_in_province,
    c.plan_no,
    c.is_planned,
    c.amount,
    c.items,
    c.payment_method,
    q.total AS quota_total,
    q.source AS quota_source,
    -- As for meetings: an absurd head count gives no cap instead of an error.
    CASE
        WHEN
            CAST(q.total AS DOUBLE)
            * (CAST(c.trainees AS DOUBLE) + c.staff)
            * CAST(c.days_paid AS DOUBLE) < 1e20
            THEN
                CAST(q.total AS DECIMAL(38, 2))
                * (CAST(c.trainees AS DECIMAL(38, 0)) + c.staff)
                * c.days_paid
    END AS quota_cap,
    CASE WHEN c.plan_no IS NOT NULL THEN TRUE ELSE c.is_planned END AS is_planned_training
FROM counted AS c
LEFT JOIN step.training_quotas AS q ON q.row_id = c.row_id;
