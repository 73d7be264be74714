-- One row per invoice number on payments above 0, to as_of: how many vouchers it is on, whom the earliest of them paid,
-- and how long the run of consecutive numbers is that it stands in: numbers of equal length, of one payee to one
-- department in one year. A number that is not all digits, or of a payee not recorded, stands alone.
CREATE OR REPLACE VIEW fact.invoices AS
WITH paid AS (
    SELECT
        p.invoice_no,
        count(DISTINCT p.payment_no) AS payment_count,
        sum(p.amount) AS amount,
        list(p.row_id) AS row_ids,
        min_by(
            {'paid_on': p.paid_on, 'payee': p.payee, 'department_code': p.department_code},
            (p.paid_on, p.payment_no, p.line_no)
        ) AS earliest
    FROM record.payments AS p
    WHERE p.invoice_no IS NOT NULL AND p.amount > 0 AND p.paid_on <= CAST(getvariable('as_of') AS DATE)
    GROUP BY p.invoice_no
),
numbered AS (
    SELECT
        p.invoice_no,
        p.payment_count,
        p.amount,
        p.row_ids,
        p.earliest.paid_on AS first_paid_on,
        p.earliest.payee AS payee,
        p.earliest.department_code AS department_code,
        CASE
            WHEN
                translate(p.invoice_no, '0123456789', '') = ''
                AND length(p.invoice_no) <= 38
                AND p.earliest.payee IS NOT NULL
                THEN CAST(p.invoice_no AS DECIMAL(38, 0))
        END AS number
    FROM paid AS p
),
runs AS (
    SELECT
        n.invoice_no,
        n.department_code,
        n.payee,
        n.first_paid_on,
        n.payment_count,
        n.amount,
        n.row_ids,
        n.number,
        n.number - row_number() OVER (
            PARTITION BY length(n.invoice_no), n.payee, n.department_code, year(n.first_paid_on)
            ORDER BY n.number
        ) AS run
    FROM numbered AS n
)
SELECT
    r.invoice_no,
    r.department_code,
    r.payee,
    r.first_paid_on,
    r.payment_count,
    r.amount,
    CASE
        WHEN r.number IS NULL THEN 1
        ELSE count(r.number) OVER (
            PARTITION BY length(r.invoice_no), r.payee, r.department_code, year(r.first_paid_on), r.run
        )
    END AS run_length,
    r.row_ids
FROM runs AS r;
