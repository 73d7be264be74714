-- One row per registered card. Two cards of one person with the same last four digits are told apart by load order.
CREATE OR REPLACE VIEW fact.cards AS
SELECT
    c.row_id,
    concat(
        c.card_last4,
        '/',
        replace(c.person_id, '/', '%2F'),
        CASE WHEN row_number() OVER same_key > 1 THEN concat('#', row_number() OVER same_key) END
    ) AS card_key,
    c.card_last4,
    c.person_id,
    c.department_code,
    c.bank,
    c.credit_limit,
    c.opened_on,
    c.closed_on,
    coalesce(c.opened_on, DATE '2007-01-01') AS registered_on,
    c.is_official_bin
FROM record.cards AS c
WINDOW same_key AS (PARTITION BY c.card_last4, c.person_id ORDER BY c.row_id);
