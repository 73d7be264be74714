-- One row per charge that was claimed while another of the same card, day, amount and merchant was claimed under
-- another number: how many such others were made at the same time of day. NULL where there is none, but one of which,
-- or of this charge, the time is not recorded.
CREATE OR REPLACE VIEW step.claim_twins AS
WITH claimed AS NOT MATERIALIZED (
    SELECT t.row_id, t.card_id, t.spent_on, t.amount, t.merchant_name, t.claim_no, t.spent_at
    FROM record.card_transactions AS t
    WHERE
        t.claim_no IS NOT NULL
        AND t.amount > 0
        AND coalesce(t.transaction_type, 'purchase') IN ('purchase', 'cash_withdrawal')
),
-- Few charges are alike before the card is looked at, so that only these need it.
alike AS (
    SELECT c.spent_on, c.amount, c.merchant_name
    FROM claimed AS c
    GROUP BY c.spent_on, c.amount, c.merchant_name
    HAVING count(*) > 1
),
charges AS MATERIALIZED (
    SELECT
        c.row_id,
        coalesce(h.registered_id, c.card_id) AS card,
        c.spent_on,
        c.amount,
        c.merchant_name,
        c.claim_no,
        c.spent_at
    FROM claimed AS c
    JOIN alike AS a ON a.spent_on = c.spent_on AND a.amount = c.amount AND a.merchant_name = c.merchant_name
    LEFT JOIN step.card_holders AS h ON h.card_id = c.card_id
    WHERE c.card_id IS NOT NULL
),
-- Of these, few were claimed under two numbers: only they are counted.
doubled AS (
    SELECT c.card, c.spent_on, c.amount, c.merchant_name
    FROM charges AS c
    GROUP BY c.card, c.spent_on, c.amount, c.merchant_name
    HAVING min(c.claim_no) < max(c.claim_no)
),
counted AS (
    SELECT
        c.row_id,
        c.spent_at,
        count(*) OVER everyone - count(*) OVER own_claim AS twins,
        count(c.spent_at) OVER everyone - count(c.spent_at) OVER own_claim AS timed_twins,
        count(*) OVER at_the_time - count(*) OVER own_claim_at_the_time AS twins_at_the_time,
        list(c.row_id) OVER everyone AS twin_rows
    FROM charges AS c
    JOIN doubled AS d
        ON
            d.card = c.card
            AND d.spent_on = c.spent_on
            AND d.amount = c.amount
            AND d.merchant_name = c.merchant_name
    WINDOW
        everyone AS (PARTITION BY c.card, c.spent_on, c.amount, c.merchant_name),
        own_claim AS (PARTITION BY c.card, c.spent_on, c.amount, c.merchant_name, c.claim_no),
        at_the_time AS (PARTITION BY c.card, c.spent_on, c.amount, c.merchant_name, c.spent_at),
        own_claim_at_the_time AS (PARTITION BY c.card, c.spent_on, c.amount, c.merchant_name, c.spent_at, c.claim_no)
)
SELECT
    c.row_id,
    CASE
        WHEN c.spent_at IS NOT NULL AND c.twins_at_the_time > 0 THEN c.twins_at_the_time
        WHEN c.spent_at IS NOT NULL AND c.timed_twins = c.twins THEN 0
    END AS twin_count,
    c.twin_rows
FROM counted AS c
WHERE c.twins > 0;
