-- One row per department with a card of which nobody knows since when it is open.
SELECT DISTINCT c.department_code AS department
FROM record.cards AS c
WHERE c.opened_on IS NULL AND c.department_code IS NOT NULL;
