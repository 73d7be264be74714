-- One row per record that spends money of a budget item: the single source of actual spending. Card transactions count
-- for the item `card` alone, which no total contains. An amount of NULL is a record that says none.
CREATE OR REPLACE VIEW fact.item_spending AS
SELECT
    m.department_code,
    'meeting' AS item,
    m.starts_on AS spent_on,
    CASE
        WHEN coalesce(m.lodging_amount, m.meal_amount, m.other_amount, m.online_amount) IS NOT NULL
            THEN
                coalesce(m.lodging_amount, 0)
                + coalesce(m.meal_amount, 0)
                + coalesce(m.other_amount, 0)
                + coalesce(m.online_amount, 0)
    END AS amount,
    'meetings' AS source_kind,
    m.row_id
FROM record.meetings AS m
UNION ALL
SELECT
    t.department_code,
    'travel' AS item,
    t.depart_on AS spent_on,
    CASE
        WHEN coalesce(t.lodging_amount, t.transport_amount, t.meal_allowance, t.local_transport_allowance) IS NOT NULL
            THEN
                coalesce(t.lodging_amount, 0)
                + coalesce(t.transport_amount, 0)
                + coalesce(t.meal_allowance, 0)
                + coalesce(t.local_transport_allowance, 0)
    END AS amount,
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
WHERE coalesce(c.transaction_type, 'purchase') IN ('purchase', 'cash_withdrawal', 'refund', 'fee');
