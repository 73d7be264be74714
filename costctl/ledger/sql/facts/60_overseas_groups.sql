-- One row per group that went abroad, with what rules may ask of it. The days allowed go by the number of countries; a
-- group that went to Africa or to the Americas beyond the United States and Canada has one more, and so has one of
-- which no stay is recorded. A count of people, countries or days below 0 is not recorded.
CREATE OR REPLACE VIEW fact.overseas_groups AS
WITH distant AS (
    SELECT DISTINCT o.country
    FROM ref.overseas_standards AS o
    WHERE o.continent = '非洲' OR (o.continent = '美洲' AND o.country NOT IN ('美国', '加拿大'))
),
stays AS (
    SELECT s.group_no, bool_or(d.country IS NOT NULL) AS is_distant
    FROM record.overseas_stays AS s
    LEFT JOIN distant AS d ON d.country = s.country
    GROUP BY s.group_no
)
SELECT
    g.row_id,
    g.record_key,
    g.group_no,
    g.department_code,
    g.task_no,
    g.has_task_approval,
    g.budget_sign_no,
    g.has_budget_sign,
    g.depart_on,
    g.return_on,
    CASE WHEN g.size >= 0 THEN g.size END AS size,
    CASE WHEN g.countries >= 0 THEN g.countries END AS countries,
    CASE WHEN g.days >= 0 THEN g.days END AS days,
    g.approved_amount,
    g.amount,
    CASE g.countries WHEN 1 THEN 5 WHEN 2 THEN 8 WHEN 3 THEN 10 END
    + CASE WHEN s.is_distant OR s.group_no IS NULL THEN 1 ELSE 0 END AS days_limit,
    CASE WHEN g.task_no IS NOT NULL THEN TRUE ELSE g.has_task_approval END AS is_task_approved,
    CASE WHEN g.budget_sign_no IS NOT NULL THEN TRUE ELSE g.has_budget_sign END AS is_budget_signed
FROM record.overseas_groups AS g
LEFT JOIN stays AS s ON s.group_no = g.group_no;
