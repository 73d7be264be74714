-- One row per record that spends money of a budget item: the single source of actual spending. Card transactions count
-- for the item `card` alone, which no total contains, and payments for the five-digit codes that are spent in nothing
-- else. An amount of NULL is a record that says none.
CREATE OR REPLACE VIEW fact.item_spending AS
SELECT
    m.department_code,
    'meeting' AS item,
    m.starts_on AS spent_on,
    step.known_sum(m.lodging_amount, m.meal_amount, m.other_amount, m.online_amount) AS amount,
    'meetings' AS source_kind,
    m.row_id
FROM record.meetings AS m
UNION ALL
SELECT
    t.department_code,
    'travel' AS item,
    t.depart_on AS spent_on,
    step.known_sum(t.lodging_amount, t.transport_amount, t.meal_allowance, t.local_transport_allowance) AS amount,
    'trips' AS source_kind,
    t.row_id
FROM record.trips AS t
UNION ALL
SELECT
    coalesce(c.department_code, h.department_code) AS department_code,
    'card' AS item,
    coalesce(c.spent_on, c.posted_on) AS spent_on,
    CASE WHEN c.currency IS NULL OR c.currency = settings.currency THEN c.amount END AS amount,
    'card_transactions' AS source_kind,
    c.row_id
FROM record.card_transactions AS c
CROSS JOIN (SELECT any_value(given.currency) AS currency FROM ref.settings AS given) AS settings
LEFT JOIN step.card_holders AS h ON h.card_id = c.card_id
WHERE coalesce(c.transaction_type, 'purchase') IN ('purchase', 'cash_withdrawal', 'refund', 'fee')
UNION ALL
SELECT
    g.department_code,
    'overseas' AS item,
    g.depart_on AS spent_on,
    g.amount,
    'overseas_groups' AS source_kind,
    g.row_id
FROM record.overseas_groups AS g
UNION ALL
SELECT
    v.department_code,
    'vehicle_buy' AS item,
    v.bought_on AS spent_on,
    v.price AS amount,
    'vehicles' AS source_kind,
    v.row_id
FROM record.vehicles AS v
WHERE v.bought_on IS NOT NULL
UNION ALL
SELECT
    v.department_code,
    'vehicle_run' AS item,
    v.incurred_on AS spent_on,
    v.amount,
    'vehicle_costs' AS source_kind,
    v.row_id
FROM record.vehicle_costs AS v
UNION ALL
SELECT
    r.department_code,
    'reception' AS item,
    r.held_on AS spent_on,
    step.known_sum(r.meal_amount, r.lodging_amount, r.other_amount) AS amount,
    'receptions' AS source_kind,
    r.row_id
FROM record.receptions AS r
UNION ALL
SELECT
    t.department_code,
    'training' AS item,
    t.starts_on AS spent_on,
    t.amount,
    'trainings' AS source_kind,
    t.row_id
FROM record.trainings AS t
UNION ALL
SELECT
    l.department_code,
    'training' AS item,
    l.paid_on AS spent_on,
    l.net_amount AS amount,
    'lecture_fees' AS source_kind,
    l.row_id
FROM record.lecture_fees AS l
UNION ALL
SELECT
    p.department_code,
    p.item,
    p.paid_on AS spent_on,
    p.amount,
    'payments' AS source_kind,
    p.row_id
FROM fact.item_payments AS p
LEFT JOIN ref.items AS i ON i.item = p.item
WHERE i.item IS NULL OR i.source_kinds = 'payments';
