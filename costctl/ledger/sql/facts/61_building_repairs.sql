-- One row per project of a known building that is or may be a repair: what the repairs of that building cost in the two
-- years that end on the day it is judged by, and which they are. NULL where one of them has neither an actual nor an
-- approved cost. A project whose kind is not recorded is none of them.
CREATE OR REPLACE VIEW step.building_repairs AS
WITH projects AS (
    SELECT
        p.row_id,
        p.building_id,
        p.project_kind,
        coalesce(p.first_paid_on, p.approved_on, p.finished_on) AS judged_on,
        CASE WHEN p.project_kind = 'repair' THEN coalesce(p.actual_cost, p.approved_cost) END AS repair_cost
    FROM record.building_projects AS p
    WHERE p.project_kind = 'repair' OR p.project_kind IS NULL
),
added AS (
    SELECT
        p.row_id,
        count(p.project_kind) OVER two_years > count(p.repair_cost) OVER two_years AS lacks_cost,
        coalesce(sum(p.repair_cost) OVER two_years, 0.00) AS repair_cost,
        list(p.row_id) FILTER (WHERE p.project_kind = 'repair') OVER two_years AS repair_rows
    FROM projects AS p
    WHERE p.building_id IS NOT NULL AND p.judged_on IS NOT NULL
    WINDOW two_years AS (
        PARTITION BY p.building_id
        ORDER BY p.judged_on
        -- From the day after this day two years before.
        RANGE BETWEEN INTERVAL '2 years -1 days' PRECEDING AND CURRENT ROW
    )
)
SELECT a.row_id, a.repair_rows, CASE WHEN NOT a.lacks_cost THEN a.repair_cost END AS repair_cost_2y
FROM added AS a;
