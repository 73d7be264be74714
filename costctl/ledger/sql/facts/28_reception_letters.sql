-- One row per department and official letter on which it received guests not recorded as foreign, to as_of: when first,
-- and how many meals. A reception without a number of meals had one if its meals cost anything and none if they cost 0.
CREATE OR REPLACE VIEW fact.reception_letters AS
WITH received AS (
    SELECT
        r.row_id,
        r.department_code,
        r.letter_no,
        r.held_on,
        CASE
            WHEN r.meals >= 0 THEN r.meals
            WHEN r.meal_amount > 0 THEN 1
            WHEN r.meal_amount = 0 THEN 0
        END AS meals
    FROM record.receptions AS r
    WHERE
        r.letter_no IS NOT NULL
        AND (r.is_foreign IS NULL OR NOT r.is_foreign)
        AND r.held_on <= CAST(getvariable('as_of') AS DATE)
)
SELECT
    r.department_code,
    r.letter_no,
    min(r.held_on) AS first_held_on,
    sum(r.meals) AS meal_count,
    CASE WHEN count(*) = count(r.meals) THEN sum(r.meals) END AS meal_count_complete,
    list(r.row_id) AS row_ids
FROM received AS r
GROUP BY r.department_code, r.letter_no;
