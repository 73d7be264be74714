-- One row per year, or quarter of it (0: the whole year), and department that is registered or has spent: what the
-- parts of 三公 spent in it up to as_of, and in the same days of the year before. A part whose kind is kept has spent
-- 0.00 where it has no record; one that is not kept, or whose records say no amount, is left out; NULL if all are.
CREATE OR REPLACE VIEW step.public_expenses AS
WITH parts AS (
    SELECT coalesce(p.part, t.part) AS item
    FROM ref.item_parts AS t
    LEFT JOIN ref.item_parts AS p ON p.total = t.part
    WHERE t.total = 'public_expenses'
),
spending AS (
    SELECT s.department_code, s.item, s.spent_on, s.amount
    FROM fact.item_spending AS s
    JOIN parts AS p ON p.item = s.item
    WHERE s.spent_on <= CAST(getvariable('as_of') AS DATE)
),
moved AS (
    SELECT
        s.department_code,
        s.item,
        s.spent_on AS counted_on,
        s.amount AS spent,
        NULL AS prior_spent,
        FALSE AS is_prior
    FROM spending AS s
    UNION ALL
    -- A year later, so that a period holds the same days of the year before; after 28 February the 29th counts.
    SELECT
        s.department_code,
        s.item,
        CASE
            WHEN month(s.spent_on) = 2 AND day(s.spent_on) = 29
                THEN make_date(CAST(year(s.spent_on) + 1 AS INTEGER), 3, 1)
            ELSE CAST(s.spent_on + INTERVAL 1 YEAR AS DATE)
        END AS counted_on,
        NULL AS spent,
        s.amount AS prior_spent,
        TRUE AS is_prior
    FROM spending AS s
),
sums AS (
    SELECT
        year(m.counted_on) AS fiscal_year,
        coalesce(quarter(m.counted_on), 0) AS quarter,
        m.department_code,
        m.item,
        sum(m.spent) AS spent,
        sum(m.prior_spent) AS prior_spent,
        bool_or(NOT m.is_prior) AS has_records,
        bool_or(m.is_prior) AS has_prior_records
    FROM moved AS m
    WHERE m.counted_on <= CAST(getvariable('as_of') AS DATE)
    GROUP BY
        GROUPING SETS (
            (year(m.counted_on), quarter(m.counted_on), m.department_code, m.item),
            (year(m.counted_on), m.department_code, m.item)
        )
),
departments AS (
    SELECT d.department_code FROM record.departments AS d
    UNION
    SELECT s.department_code FROM spending AS s
)
SELECT
    p.fiscal_year,
    p.quarter,
    d.department_code,
    sum(CASE WHEN s.has_records THEN s.spent WHEN o.is_kept THEN 0.00 END) AS spent,
    sum(CASE WHEN s.has_prior_records THEN s.prior_spent WHEN o.is_kept THEN 0.00 END) AS prior_spent
FROM step.metric_periods AS p
CROSS JOIN departments AS d
CROSS JOIN parts AS i
LEFT JOIN step.item_sources AS o ON o.item = i.item
LEFT JOIN sums AS s
    ON
        s.fiscal_year = p.fiscal_year
        AND s.quarter = p.quarter
        AND s.department_code = d.department_code
        AND s.item = i.item
GROUP BY p.fiscal_year, p.quarter, d.department_code;
