-- One row per entry of a payment, paid from $starts_on to $ends_on, for an item that is spent in records of its own: what
-- some record should explain. registered is the payee that is called like a person on the register.
WITH names AS (
    SELECT DISTINCT r.name FROM record.people AS r WHERE r.name IS NOT NULL
)
SELECT
    p.payment_no, p.line_no, p.department_code AS department, p.paid_on, p.economic_code, c.item,
    p.amount::DECIMAL(38, 2) AS amount, p.payment_method, p.payee, n.name AS registered, p.summary,
    p.source_no
FROM record.payments AS p
JOIN ref.item_codes AS c ON c.code = p.economic_code
JOIN ref.items AS i ON i.item = c.item
LEFT JOIN names AS n ON n.name = p.payee
WHERE i.source_kinds <> 'payments' AND p.paid_on BETWEEN $starts_on AND $ends_on
ORDER BY p.paid_on, p.payment_no, p.line_no;
