-- One row per entry of a payment whose economic code means a budget item: that of the table, or for another code of
-- five digits itself. What the treasury says was paid for the item.
CREATE OR REPLACE VIEW fact.item_payments AS
SELECT p.department_code, coalesce(c.item, p.economic_code) AS item, p.paid_on, p.amount, p.row_id
FROM record.payments AS p
LEFT JOIN ref.item_codes AS c ON c.code = p.economic_code
WHERE
    c.code IS NOT NULL
    OR regexp_full_match(p.economic_code, '[0-9]{5}');
