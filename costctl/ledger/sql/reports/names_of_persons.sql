-- One row per name under which a person is on the register, or holds a card by any statement.
SELECT p.name
FROM record.people AS p
WHERE p.name IS NOT NULL
UNION
SELECT t.holder_name AS name
FROM record.card_transactions AS t
WHERE t.holder_name IS NOT NULL;
