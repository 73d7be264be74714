-- One row per card transaction from $starts_on to $ends_on that ought to be claimed: a purchase that was not refunded, or
-- cash drawn that was not put back. is_number_known: whether any record or payment, of whatever day, has its claim number.
WITH numbers AS (
    SELECT t.trip_no AS number FROM record.trips AS t
    UNION
    SELECT m.meeting_no FROM record.meetings AS m
    UNION
    SELECT r.training_no FROM record.trainings AS r
    UNION
    SELECT l.training_no FROM record.lecture_fees AS l
    UNION
    SELECT c.reception_no FROM record.receptions AS c
    UNION
    SELECT g.group_no FROM record.overseas_groups AS g
    UNION
    SELECT v.plate_no FROM record.vehicles AS v
    UNION
    SELECT o.cost_no FROM record.vehicle_costs AS o
    UNION
    SELECT b.project_no FROM record.building_projects AS b
    UNION
    SELECT k.commitment_no FROM record.commitments AS k
    UNION
    SELECT p.payment_no FROM record.payments AS p
    UNION
    SELECT p.source_no FROM record.payments AS p WHERE p.source_no IS NOT NULL
),
put_back AS (
    SELECT t.card_id, -t.amount AS amount, max(t.spent_on) AS last_on
    FROM fact.card_transactions AS t
    WHERE t.kind = 'cash_withdrawal' AND t.amount < 0 AND t.spent_on <= $ends_on
    GROUP BY t.card_id, t.amount
)
SELECT
    t.transaction_key, t.department_code AS department, t.holder AS person, p.name AS person_name, t.spent_on,
    CASE WHEN t.is_cash THEN 'cash_withdrawal' ELSE 'purchase' END AS transaction_type,
    t.ledger_amount::DECIMAL(38, 2) AS amount, t.merchant_name, t.due_on, t.claim_no, t.is_claimed,
    n.number IS NOT NULL AS is_number_known
FROM fact.card_transactions AS t
LEFT JOIN record.people AS p ON p.person_id = t.holder
LEFT JOIN numbers AS n ON n.number = t.claim_no
LEFT JOIN put_back AS b ON b.card_id = t.card_id AND b.amount = t.amount
WHERE
    t.is_charge
    AND NOT t.is_refunded
    AND NOT (t.kind = 'cash_withdrawal' AND coalesce(b.last_on >= t.spent_on, FALSE))
    AND t.spent_on BETWEEN $starts_on AND $ends_on
ORDER BY t.spent_on, t.transaction_key;
