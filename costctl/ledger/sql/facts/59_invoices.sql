-- One row per invoice number on payments above 0, to as_of: how many vouchers it is on, whom the earliest of them paid,
-- how long the run of consecutive numbers is that it stands in, and where that begins: numbers of equal length, of one
-- payee to one department in one year. A number that is not all digits, or of a payee not recorded, stands alone.
CREATE OR REPLACE VIEW fact.invoices AS
WITH entries AS NOT MATERIALIZED (
    SELECT p.invoice_no, p.payment_no, p.line_no, p.paid_on, p.payee, p.department_code, p.amount, p.row_id
    FROM record.payments AS p
    WHERE p.invoice_no IS NOT NULL AND p.amount > 0 AND p.paid_on <= CAST(getvariable('as_of') AS DATE)
),
repeated AS (
    SELECT e.invoice_no
    FROM entries AS e
    GROUP BY e.invoice_no
    HAVING count(*) > 1
),
-- Most invoices are on one entry: there is nothing to gather, which is what takes the time.
gathered AS (
    SELECT
        e.invoice_no,
        count(DISTINCT e.payment_no) AS payment_count,
        sum(e.amount) AS amount,
        list(e.row_id) AS row_ids,
        min_by(
            {'paid_on': e.paid_on, 'payee': e.payee, 'department_code': e.department_code},
            (e.paid_on, e.payment_no, e.line_no)
        ) AS earliest
    FROM entries AS e
    WHERE e.invoice_no IN (SELECT r.invoice_no FROM repeated AS r)
    GROUP BY e.invoice_no
),
invoices AS (
    SELECT
        g.invoice_no,
        g.payment_count,
        g.amount,
        g.row_ids,
        g.earliest.paid_on AS first_paid_on,
        g.earliest.payee AS payee,
        g.earliest.department_code AS department_code
    FROM gathered AS g
    UNION ALL
    SELECT
        e.invoice_no,
        1 AS payment_count,
        e.amount,
        [e.row_id] AS row_ids,
        e.paid_on AS first_paid_on,
        e.payee,
        e.department_code
    FROM entries AS e
    WHERE e.invoice_no NOT IN (SELECT r.invoice_no FROM repeated AS r)
),
numbered AS (
    SELECT
        i.invoice_no,
        i.payee,
        i.department_code,
        year(i.first_paid_on) AS fiscal_year,
        length(i.invoice_no) AS digits,
        CAST(i.invoice_no AS DECIMAL(38, 0)) AS number
    FROM invoices AS i
    WHERE regexp_full_match(i.invoice_no, '[0-9]{1,38}') AND i.payee IS NOT NULL
),
pairs AS (
    SELECT n.invoice_no, follower.invoice_no AS following_no
    FROM numbered AS n
    JOIN numbered AS follower
        ON
            follower.number - 1 = n.number
            AND follower.digits = n.digits
            AND follower.payee = n.payee
            AND follower.department_code = n.department_code
            AND follower.fiscal_year = n.fiscal_year
),
placed AS (
    SELECT
        n.invoice_no,
        n.digits,
        n.payee,
        n.department_code,
        n.fiscal_year,
        n.number - row_number() OVER (
            PARTITION BY n.digits, n.payee, n.department_code, n.fiscal_year
            ORDER BY n.number
        ) AS run
    FROM numbered AS n
    WHERE n.invoice_no IN (SELECT p.invoice_no FROM pairs AS p UNION ALL SELECT p.following_no FROM pairs AS p)
),
runs AS (
    SELECT
        p.invoice_no,
        count(*) OVER (PARTITION BY p.digits, p.payee, p.department_code, p.fiscal_year, p.run) AS run_length,
        min(p.invoice_no) OVER (PARTITION BY p.digits, p.payee, p.department_code, p.fiscal_year, p.run) AS run_from
    FROM placed AS p
)
SELECT
    i.invoice_no,
    i.department_code,
    i.payee,
    i.first_paid_on,
    i.payment_count,
    i.amount,
    coalesce(r.run_length, 1) AS run_length,
    coalesce(r.run_from, i.invoice_no) AS run_from,
    i.row_ids
FROM invoices AS i
LEFT JOIN runs AS r ON r.invoice_no = i.invoice_no;
