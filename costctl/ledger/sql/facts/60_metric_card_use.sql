-- One row per payment of what an official card is mandatory for, not after as_of, and definition of card use in which
-- it counts: by card, and in all.
CREATE OR REPLACE VIEW step.metric_card_use AS
WITH records AS (
    SELECT
        'card_use_a' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.payment_method = 'official_card' THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator,
        'payments' AS kind,
        p.row_id
    FROM record.payments AS p
    JOIN step.card_mandatory_codes AS c ON c.economic_code = p.economic_code AND c.paid_on = p.paid_on
    WHERE p.payment_method IN ('official_card', 'cash')
    UNION ALL
    SELECT
        'card_use_b' AS metric,
        p.department_code,
        p.paid_on AS counted_on,
        CASE WHEN p.payment_method = 'official_card' THEN p.amount ELSE 0.00 END AS numerator,
        p.amount AS denominator,
        'payments' AS kind,
        p.row_id
    FROM record.payments AS p
    JOIN step.card_mandatory_codes AS c ON c.economic_code = p.economic_code AND c.paid_on = p.paid_on
    WHERE p.payment_method IS NOT NULL
)
SELECT
    r.metric,
    r.department_code,
    r.counted_on,
    CAST(r.numerator AS DECIMAL(38, 6)) AS numerator,
    CAST(r.denominator AS DECIMAL(38, 6)) AS denominator,
    r.kind,
    r.row_id
FROM records AS r
WHERE r.counted_on <= CAST(getvariable('as_of') AS DATE);
