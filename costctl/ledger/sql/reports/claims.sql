-- One row per claim that a payment may settle, dated from $starts_on to $ends_on: a traveller's trip with all its legs, a
-- meeting, a training, a lecturer's fee, a reception, a group abroad, a vehicle bought, a cost of a vehicle. NULL amount: no
-- record of it says one. dated is the own date of its records, ended_on the last day that they cover, settled_from the day from which
-- it may be paid; registered the person who is called like one on the register.
WITH names AS (
    SELECT DISTINCT r.name FROM record.people AS r WHERE r.name IS NOT NULL
),
named AS (
    SELECT
        'trips' AS kind, t.row_id, t.trip_no AS number, t.person_id AS person,
        t.return_on AS ended_on, coalesce(t.claimed_on, t.return_on) AS settled_from
    FROM record.trips AS t
    UNION ALL
    SELECT 'meetings', m.row_id, m.meeting_no, NULL, m.ends_on, NULL FROM record.meetings AS m
    UNION ALL
    SELECT 'trainings', r.row_id, r.training_no, NULL, r.ends_on, NULL FROM record.trainings AS r
    UNION ALL
    SELECT 'lecture_fees', l.row_id, l.training_no, l.lecturer, NULL, NULL FROM record.lecture_fees AS l
    UNION ALL
    SELECT 'receptions', c.row_id, c.reception_no, NULL, NULL, NULL FROM record.receptions AS c
    UNION ALL
    SELECT 'overseas_groups', g.row_id, g.group_no, NULL, g.return_on, NULL FROM record.overseas_groups AS g
    UNION ALL
    SELECT 'vehicles', v.row_id, v.plate_no, NULL, NULL, NULL FROM record.vehicles AS v
    UNION ALL
    SELECT 'vehicle_costs', o.row_id, o.cost_no, NULL, NULL, NULL FROM record.vehicle_costs AS o
),
claims AS (
    SELECT
        n.kind, s.item, n.number, n.person, s.department_code AS department, min(s.spent_on) AS dated,
        max(coalesce(n.ended_on, s.spent_on)) AS ended_on, max(coalesce(n.settled_from, s.spent_on)) AS settled_from, sum(s.amount)::DECIMAL(38, 2) AS amount
    FROM fact.item_spending AS s
    JOIN named AS n ON n.kind = s.source_kind AND n.row_id = s.row_id
    GROUP BY n.kind, s.item, n.number, n.person, s.department_code
)
SELECT
    c.kind, c.item, c.number, c.person, coalesce(p.name, c.person) AS person_name, r.name AS registered,
    c.department, c.dated, c.ended_on, c.settled_from, c.amount
FROM claims AS c
LEFT JOIN record.people AS p ON p.person_id = c.person
LEFT JOIN names AS r ON r.name = coalesce(p.name, c.person)
WHERE c.dated BETWEEN $starts_on AND $ends_on
ORDER BY c.dated, c.kind, c.number, c.person;
