-- One row per card number seen in transactions that is one registered card: whose it is, and when that person left.
CREATE OR REPLACE VIEW step.card_holders AS
SELECT
    l.card_id,
    l.registered_id,
    c.person_id,
    c.department_code,
    p.person_id IS NOT NULL AS is_person_known,
    p.left_on
FROM record.card_links AS l
JOIN record.cards AS c ON c.card_id = l.registered_id
LEFT JOIN record.people AS p ON p.person_id = c.person_id;
