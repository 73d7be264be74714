-- One row per building project, with what rules may ask of it. It is judged by the day of its first payment, else of
-- its approval, else of its completion.
CREATE OR REPLACE VIEW fact.building_projects AS
SELECT
    p.row_id,
    p.record_key,
    p.project_no,
    p.department_code,
    p.name,
    p.project_kind,
    p.building_id,
    p.approval_no,
    p.has_approval,
    p.approved_on,
    p.approved_cost,
    p.approved_area,
    p.adjust_no,
    p.first_paid_on,
    p.actual_cost,
    p.actual_area,
    p.finished_on,
    coalesce(p.first_paid_on, p.approved_on, p.finished_on) AS judged_on,
    CASE WHEN p.approval_no IS NOT NULL THEN TRUE ELSE p.has_approval END AS is_approved_project,
    CAST(c.cap_per_sqm AS DECIMAL(38, 2)) * p.actual_area AS cost_cap,
    c.source AS cost_cap_source,
    r.repair_cost_2y,
    r.repair_rows
FROM record.building_projects AS p
LEFT JOIN step.building_cost_caps AS c ON c.judged_on = coalesce(p.first_paid_on, p.approved_on, p.finished_on)
LEFT JOIN step.building_repairs AS r ON r.row_id = p.row_id;
