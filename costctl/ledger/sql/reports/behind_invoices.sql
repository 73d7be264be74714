-- One row per payment of the run of consecutive invoices in which the invoice of a finding stands.
WITH own AS (
    SELECT i.invoice_no, i.run_from, i.run_length, i.department_code, i.payee, year(i.first_paid_on) AS fiscal_year
    FROM record.findings AS f
    JOIN fact.invoices AS i ON i.invoice_no = f.subject
    WHERE f.finding = $finding
)
SELECT 'run_length' AS figure, 'payments' AS kind, p.row_id, p.paid_on AS dated, NULL AS amount
FROM own AS o
JOIN fact.invoices AS i
    ON
        i.run_from = o.run_from
        AND i.department_code IS NOT DISTINCT FROM o.department_code
        AND i.payee IS NOT DISTINCT FROM o.payee
        AND year(i.first_paid_on) = o.fiscal_year
JOIN record.payments AS p ON list_contains(i.row_ids, p.row_id)
WHERE o.run_length > 1;
