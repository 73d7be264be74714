-- One row per claim that a payment may settle, dated from $starts_on to $ends_on: a traveller's trip with all its legs, a
-- meeting, a training, a lecturer's fee, a reception, a group abroad, a vehicle bought, a cost of a vehicle. NULL amount: no
-- record of it says one. dated is the own date of its records, settled_from the day from which it may be paid.
WITH claims AS (
    SELECT
        'trips' AS kind, 'travel' AS item, t.trip_no AS number, t.person_id AS person, t.department_code AS department,
        min(t.depart_on) AS dated, max(coalesce(t.claimed_on, t.return_on)) AS settled_from,
        sum(
            CASE
                WHEN coalesce(t.lodging_amount, t.transport_amount, t.meal_allowance, t.local_transport_allowance) IS NOT NULL
                    THEN
                        coalesce(t.lodging_amount, 0)
                        + coalesce(t.transport_amount, 0)
                        + coalesce(t.meal_allowance, 0)
                        + coalesce(t.local_transport_allowance, 0)
            END
        ) AS amount
    FROM record.trips AS t
    GROUP BY t.trip_no, t.person_id, t.department_code
    UNION ALL
    SELECT
        'meetings', 'meeting', m.meeting_no, NULL, m.department_code, m.starts_on, m.starts_on,
        CASE
            WHEN coalesce(m.lodging_amount, m.meal_amount, m.other_amount, m.online_amount) IS NOT NULL
                THEN
                    coalesce(m.lodging_amount, 0)
                    + coalesce(m.meal_amount, 0)
                    + coalesce(m.other_amount, 0)
                    + coalesce(m.online_amount, 0)
        END
    FROM record.meetings AS m
    UNION ALL
    SELECT 'trainings', 'training', r.training_no, NULL, r.department_code, r.starts_on, r.starts_on, r.amount
    FROM record.trainings AS r
    UNION ALL
    SELECT 'lecture_fees', 'training', l.training_no, l.lecturer, l.department_code, l.paid_on, l.paid_on, l.net_amount
    FROM record.lecture_fees AS l
    UNION ALL
    SELECT
        'receptions', 'reception', c.reception_no, NULL, c.department_code, c.held_on, c.held_on,
        CASE
            WHEN coalesce(c.meal_amount, c.lodging_amount, c.other_amount) IS NOT NULL
                THEN coalesce(c.meal_amount, 0) + coalesce(c.lodging_amount, 0) + coalesce(c.other_amount, 0)
        END
    FROM record.receptions AS c
    UNION ALL
    SELECT 'overseas_groups', 'overseas', g.group_no, NULL, g.department_code, g.depart_on, g.depart_on, g.amount
    FROM record.overseas_groups AS g
    UNION ALL
    SELECT 'vehicles', 'vehicle_buy', v.plate_no, NULL, v.department_code, v.bought_on, v.bought_on, v.price
    FROM record.vehicles AS v
    WHERE v.bought_on IS NOT NULL
    UNION ALL
    SELECT 'vehicle_costs', 'vehicle_run', o.cost_no, NULL, o.department_code, o.incurred_on, o.incurred_on, o.amount
    FROM record.vehicle_costs AS o
)
SELECT
    c.kind, c.item, c.number, c.person, coalesce(p.name, c.person) AS person_name, c.department, c.dated, c.settled_from,
    c.amount::DECIMAL(38, 2) AS amount
FROM claims AS c
LEFT JOIN record.people AS p ON p.person_id = c.person
WHERE c.dated BETWEEN $starts_on AND $ends_on
ORDER BY c.dated, c.kind, c.number, c.person;
