-- One row per complete year and department that paid for goods and services or capital (classes 302, 309 and 310): how
-- much in all, in the last quarter and in December. NULL where the year's payments do not add up to more than 0.
CREATE OR REPLACE VIEW fact.payment_years AS
WITH years AS (
    SELECT
        year(p.paid_on) AS fiscal_year,
        p.department_code,
        sum(p.amount) AS year_paid,
        sum(CASE WHEN month(p.paid_on) = 12 THEN p.amount ELSE 0.00 END) AS december_paid,
        sum(CASE WHEN month(p.paid_on) >= 10 THEN p.amount ELSE 0.00 END) AS q4_paid,
        list(p.row_id) AS row_ids
    FROM record.payments AS p
    WHERE
        substr(p.economic_code, 1, 3) IN ('302', '309', '310')
        AND make_date(CAST(year(p.paid_on) AS INTEGER), 12, 31) <= CAST(getvariable('as_of') AS DATE)
    GROUP BY year(p.paid_on), p.department_code
)
SELECT
    y.fiscal_year,
    y.department_code,
    make_date(CAST(y.fiscal_year AS INTEGER), 1, 1) AS period_start,
    make_date(CAST(y.fiscal_year AS INTEGER), 12, 31) AS period_end,
    CASE WHEN y.year_paid > 0 THEN y.year_paid END AS year_paid,
    CASE WHEN y.year_paid > 0 THEN y.december_paid END AS december_paid,
    CASE WHEN y.year_paid > 0 THEN y.q4_paid END AS q4_paid,
    y.row_ids
FROM years AS y;
