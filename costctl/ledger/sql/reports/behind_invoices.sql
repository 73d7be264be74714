-- One row per payment of the run of consecutive invoices in which the invoice of a finding stands.
WITH own AS (
    SELECT i.invoice_no, i.run_from, i.run_length, i.department_code, i.payee, year(i.first_paid_on) AS fiscal_year
    FROM record.findings AS f
    JOIN fact.invoices AS i ON i.invoice_no = f.subject
    WHERE f.finding = $finding
),
entries AS (
    SELECT unnest(i.row_ids) AS row_id
    FROM own AS o
    JOIN fact.invoices AS i
        ON
            i.run_from = o.run_from
            AND i.department_code IS NOT DISTINCT FROM o.department_code
            AND i.payee IS NOT DISTINCT FROM o.payee
            AND year(i.first_paid_on) = o.fiscal_year
    WHERE o.run_length > 1
)
SELECT 'run_length' AS figure, 'payments' AS kind, p.row_id, p.paid_on AS dated, NULL AS amount
FROM entries AS e
JOIN record.payments AS p ON p.row_id = e.row_id;
