-- One row per budget line: an economic code of the table stands for its item, a line without a date of approval counts
-- from 1 January of its year, and one of a month that there is not (0, 13) is for the whole year, as one without is.
CREATE OR REPLACE VIEW fact.budget_lines AS
SELECT
    b.fiscal_year,
    b.department_code,
    coalesce(c.item, b.item) AS item,
    CASE WHEN b.month BETWEEN 1 AND 12 THEN b.month END AS month,
    coalesce(b.change_kind, 'original') AS change_kind,
    b.amount,
    coalesce(b.approved_on, make_date(CAST(b.fiscal_year AS INTEGER), 1, 1)) AS counts_from,
    b.row_id
FROM record.budgets AS b
LEFT JOIN ref.item_codes AS c ON c.code = b.item;
