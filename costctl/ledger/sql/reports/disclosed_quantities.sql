-- One row per department with a group abroad, a vehicle or a reception: the quantities that are published beside the three
-- public expenses, from $starts_on to $ends_on; vehicles_held are those of the last day. NULL where the kind is not kept,
-- or a record that counts does not say. NULL $department: every department.
WITH groups AS (
    SELECT
        g.department_code,
        count(*) AS groups,
        CASE WHEN count(*) = count(g.size) THEN sum(g.size) END AS people
    FROM record.overseas_groups AS g
    WHERE g.depart_on BETWEEN $starts_on AND $ends_on
    GROUP BY g.department_code
),
vehicles AS (
    SELECT
        v.department_code,
        count(*) FILTER (v.bought_on BETWEEN $starts_on AND $ends_on) AS bought,
        count(*) FILTER (
            coalesce(v.registered_on, v.bought_on, $ends_on) <= $ends_on
            AND (v.retired_on IS NULL OR v.retired_on > $ends_on)
        ) AS held
    FROM record.vehicles AS v
    GROUP BY v.department_code
),
receptions AS (
    SELECT
        r.department_code,
        count(*) AS receptions,
        CASE WHEN count(*) = count(r.guests) THEN sum(r.guests) END AS guests,
        CASE WHEN count(*) = count(r.is_foreign) THEN count(*) FILTER (r.is_foreign) END AS foreign_receptions,
        CASE
            WHEN count(*) = count(r.is_foreign) AND bool_and(NOT r.is_foreign OR r.guests IS NOT NULL)
                THEN coalesce(sum(r.guests) FILTER (r.is_foreign), 0)
        END AS foreign_guests
    FROM record.receptions AS r
    WHERE r.held_on BETWEEN $starts_on AND $ends_on
    GROUP BY r.department_code
),
departments AS (
    SELECT d.department_code FROM record.departments AS d
    UNION
    SELECT g.department_code FROM groups AS g
    UNION
    SELECT v.department_code FROM vehicles AS v
    UNION
    SELECT r.department_code FROM receptions AS r
),
kept AS (
    SELECT
        bool_or(k.kind = 'overseas_groups') AS has_groups,
        bool_or(k.kind = 'vehicles') AS has_vehicles,
        bool_or(k.kind = 'receptions') AS has_receptions
    FROM record.kept AS k
)
SELECT
    d.department_code AS department,
    (CASE WHEN kept.has_groups THEN CASE WHEN g.groups IS NULL THEN 0 ELSE g.groups END END)::BIGINT
        AS overseas_group_count,
    (CASE WHEN kept.has_groups THEN CASE WHEN g.groups IS NULL THEN 0 ELSE g.people END END)::BIGINT AS overseas_people,
    (CASE WHEN kept.has_vehicles THEN coalesce(v.bought, 0) END)::BIGINT AS vehicles_bought,
    (CASE WHEN kept.has_vehicles THEN coalesce(v.held, 0) END)::BIGINT AS vehicles_held,
    (CASE WHEN kept.has_receptions THEN CASE WHEN r.receptions IS NULL THEN 0 ELSE r.receptions END END)::BIGINT
        AS reception_count,
    (CASE WHEN kept.has_receptions THEN CASE WHEN r.receptions IS NULL THEN 0 ELSE r.guests END END)::BIGINT
        AS guest_count,
    (CASE WHEN kept.has_receptions THEN CASE WHEN r.receptions IS NULL THEN 0 ELSE r.foreign_receptions END END)::BIGINT
        AS foreign_reception_count,
    (CASE WHEN kept.has_receptions THEN CASE WHEN r.receptions IS NULL THEN 0 ELSE r.foreign_guests END END)::BIGINT
        AS foreign_guest_count
FROM departments AS d
CROSS JOIN kept
LEFT JOIN groups AS g ON g.department_code IS NOT DISTINCT FROM d.department_code
LEFT JOIN vehicles AS v ON v.department_code IS NOT DISTINCT FROM d.department_code
LEFT JOIN receptions AS r ON r.department_code IS NOT DISTINCT FROM d.department_code
WHERE $department::VARCHAR IS NULL OR d.department_code = $department
ORDER BY d.department_code;
