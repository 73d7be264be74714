-- One row per card transaction, with what rules may ask of it.
CREATE OR REPLACE VIEW fact.card_transactions AS
WITH kinds AS (
    SELECT
        t.row_id,
        t.transaction_key,
        t.reference_no,
        t.card_id,
        t.card_last4,
        t.holder_name,
        t.department_code,
        t.spent_on,
        t.spent_at,
        t.posted_on,
        t.amount,
        t.currency,
        t.original_amount,
        t.original_currency,
        t.transaction_type,
        t.merchant_name,
        t.mcc,
        t.merchant_city,
        t.due_on,
        t.claim_no,
        t.claimed_on,
        t.claimed_amount,
        t.economic_code,
        t.has_prior_approval,
        CASE
            WHEN t.amount < 0 AND coalesce(t.transaction_type, 'purchase') = 'purchase' THEN 'refund'
            ELSE coalesce(t.transaction_type, 'purchase')
        END AS kind
    FROM record.card_transactions AS t
),
holders AS (
    SELECT c.card_id, c.registered_id, c.person_id, c.department_code, c.is_person_known, c.left_on, a.days AS days_away
    FROM step.card_holders AS c
    LEFT JOIN step.days_away AS a ON a.person_id = c.person_id
)
SELECT
    k.row_id,
    k.transaction_key,
    k.reference_no,
    k.card_id,
    k.card_last4,
    k.holder_name,
    coalesce(k.department_code, h.department_code) AS department_code,
    k.spent_on,
    k.spent_at,
    k.posted_on,
    k.amount,
    k.currency,
    k.original_amount,
    k.original_currency,
    k.transaction_type,
    k.merchant_name,
    k.mcc,
    k.merchant_city,
    k.due_on,
    k.claim_no,
    k.claimed_on,
    k.claimed_amount,
    k.economic_code,
    k.has_prior_approval,
    k.kind,
    CASE WHEN k.currency IS NULL OR k.currency = settings.currency THEN k.amount END AS ledger_amount,
    k.kind IN ('purchase', 'cash_withdrawal') AND k.amount > 0 AS is_charge,
    k.amount > 0
    AND (k.kind = 'cash_withdrawal' OR (k.kind = 'purchase' AND coalesce(k.mcc, '') = '6011')) AS is_cash,
    coalesce(r.last_refunded_on >= k.spent_on, FALSE) AS is_refunded,
    k.kind = 'purchase'
    AND k.amount > 0
    AND coalesce(k.mcc, '') <> '6011'
    AND NOT coalesce(r.last_refunded_on >= k.spent_on, FALSE) AS is_claimable,
    CASE
        WHEN k.claimed_on <= CAST(getvariable('as_of') AS DATE) THEN k.claimed_on
        ELSE CAST(getvariable('as_of') AS DATE)
    END - k.due_on AS days_past_due,
    h.person_id AS holder,
    h.left_on,
    CASE
        WHEN NOT h.is_person_known THEN NULL
        WHEN h.card_id IS NOT NULL AND h.left_on IS NULL THEN FALSE
        ELSE k.spent_on > h.left_on
    END AS is_after_leaving,
    CASE
        WHEN h.person_id IS NOT NULL AND kept.has_trips AND k.spent_on IS NOT NULL
            THEN step.has_day(h.days_away, k.spent_on)
    END AS is_on_trip,
    CASE WHEN h.person_id IS NOT NULL AND kept.has_trips AND k.spent_on IS NOT NULL THEN away.day IS NOT NULL END
        AS is_mid_trip,
    -- A city that is neither home nor on the trip is out of place; unknown where a leg of that day has no city.
    CASE
        WHEN city.is_home OR away.day IS NULL THEN city.is_home
        WHEN
            len(
                list_filter(
                    away.stems, lambda stem: contains(city.lowered, stem) OR contains(stem, city.lowered)
                )
            ) > 0
            THEN TRUE
        WHEN NOT away.lacks_city THEN city.is_home
    END AS is_trip_city,
    CASE WHEN k.spent_on >= calendar.first_day THEN calendar.rest_days[k.spent_on - calendar.first_day + 1] END
        AS is_rest_day,
    k.claim_no IS NOT NULL OR k.claimed_on IS NOT NULL OR k.claimed_amount IS NOT NULL AS is_claimed,
    CASE
        WHEN k.claim_no IS NULL AND k.claimed_on IS NULL THEN coalesce(k.claimed_amount, 0.00)
        ELSE k.claimed_amount
    END AS claimed,
    CASE WHEN t.row_id IS NULL THEN 0 ELSE t.twin_count END AS twin_count,
    t.twin_rows,
    CASE
        WHEN k.claim_no IS NULL OR k.economic_code = '30201' THEN FALSE
        WHEN
            (k.economic_code = '30211' AND kept.has_trips)
            OR (k.economic_code = '30215' AND kept.has_meetings)
            OR (k.economic_code = '30216' AND kept.has_trainings)
            THEN c.claim_no IS NOT NULL
    END AS is_claim_matched,
    CASE
        WHEN k.mcc IS NOT NULL THEN list_contains(lists.dining_codes, k.mcc)
        WHEN k.merchant_name IS NOT NULL THEN coalesce(m.has_dining_word, FALSE)
    END AS is_dining,
    CASE
        WHEN k.mcc IS NOT NULL OR k.merchant_name IS NOT NULL
            THEN
                coalesce(list_contains(lists.private_codes, k.mcc), FALSE)
                OR coalesce(m.has_private_word, FALSE)
    END AS is_private_merchant,
    lists.dining_source,
    CASE WHEN is_private_merchant THEN lists.private_source END AS private_source
FROM kinds AS k
CROSS JOIN (SELECT any_value(given.currency) AS currency FROM ref.settings AS given) AS settings
CROSS JOIN step.rest_days AS calendar
CROSS JOIN step.merchant_lists AS lists
CROSS JOIN (
    SELECT
        coalesce(bool_or(kind.kind = 'trips'), FALSE) AS has_trips,
        coalesce(bool_or(kind.kind = 'meetings'), FALSE) AS has_meetings,
        coalesce(bool_or(kind.kind = 'trainings'), FALSE) AS has_trainings
    FROM record.kept AS kind
) AS kept
LEFT JOIN holders AS h ON h.card_id = k.card_id
LEFT JOIN step.mid_trip_days AS away ON away.person_id = h.person_id AND away.day = k.spent_on
LEFT JOIN step.merchant_cities AS city ON city.merchant_city = k.merchant_city
LEFT JOIN step.refunds AS r
    ON
        r.card = coalesce(h.registered_id, k.card_id)
        AND r.merchant_name = k.merchant_name
        AND r.amount = k.amount
LEFT JOIN step.claim_twins AS t ON t.row_id = k.row_id
LEFT JOIN step.claimed_records AS c ON c.claim_no = k.claim_no AND c.economic_code = k.economic_code
LEFT JOIN step.merchants AS m ON m.merchant_name = k.merchant_name;
