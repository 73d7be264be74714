-- One row per metric, department and year, or quarter of it (0: the whole year), up to as_of, in which anything counts:
-- the numerator and, where the metric has one, the denominator. A numerator is NULL where a record that counts does not
-- say what it adds: a number with a gap is no number. Whatever is shown or published of a metric is read from here;
-- rules hold the same steps against targets.
CREATE OR REPLACE VIEW fact.metrics AS
WITH flows AS (
    SELECT
        r.metric,
        r.department_code,
        year(r.counted_on) AS fiscal_year,
        coalesce(quarter(r.counted_on), 0) AS quarter,
        CASE WHEN count(*) = count(r.numerator) THEN sum(r.numerator) END AS numerator,
        sum(r.denominator) AS denominator
    FROM step.metric_records AS r
    GROUP BY
        GROUPING SETS (
            (r.metric, r.department_code, year(r.counted_on), quarter(r.counted_on)),
            (r.metric, r.department_code, year(r.counted_on))
        )
),
stocks AS (
    SELECT DISTINCT
        h.metric,
        h.department_code,
        p.fiscal_year,
        p.quarter,
        h.thing,
        h.numerator,
        h.denominator
    FROM step.metric_periods AS p
    JOIN step.metric_holdings AS h ON p.ends_on BETWEEN h.held_from AND h.held_until
),
parts AS (
    SELECT f.metric, f.department_code, f.fiscal_year, f.quarter, f.numerator, f.denominator
    FROM flows AS f
    UNION ALL
    SELECT s.metric, s.department_code, s.fiscal_year, s.quarter, s.numerator, s.denominator
    FROM stocks AS s
    UNION ALL
    SELECT
        'public_expenses_growth' AS metric,
        e.department_code,
        e.fiscal_year,
        e.quarter,
        CAST(e.spent AS DECIMAL(38, 6)) AS numerator,
        CAST(e.prior_spent AS DECIMAL(38, 6)) AS denominator
    FROM step.public_expenses AS e
    UNION ALL
    SELECT
        'budget_execution' AS metric,
        b.department_code,
        b.fiscal_year,
        0 AS quarter,
        CAST(b.spent AS DECIMAL(38, 6)) AS numerator,
        CAST(b.approved AS DECIMAL(38, 6)) AS denominator
    FROM fact.budget_items AS b
    LEFT JOIN ref.items AS i ON i.item = b.item
    WHERE
        coalesce(i.row_kind, 'item') <> 'memo'
        AND b.item NOT IN (SELECT t.part FROM ref.item_parts AS t)
        AND b.spent IS NOT NULL
        AND b.approved IS NOT NULL
)
SELECT
    p.fiscal_year,
    p.quarter,
    p.department_code,
    p.metric,
    sum(p.numerator) AS numerator,
    sum(p.denominator) AS denominator
FROM parts AS p
GROUP BY p.fiscal_year, p.quarter, p.department_code, p.metric;
