-- One row per day by which a building project is judged and on which a cost limit for the bureau's level is in force:
-- that of the first jurisdiction with one.
CREATE OR REPLACE VIEW step.building_cost_caps AS
WITH days AS (
    SELECT DISTINCT coalesce(p.first_paid_on, p.approved_on, p.finished_on) AS judged_on
    FROM record.building_projects AS p
),
dated AS (
    SELECT
        d.judged_on,
        c.cap_per_sqm,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source,
        row_number() OVER (
            PARTITION BY d.judged_on
            ORDER BY j.rank, CASE WHEN c.level = '*' THEN 2 ELSE 1 END
        ) AS choice
    FROM days AS d
    CROSS JOIN (SELECT any_value(given.building_level) AS building_level FROM ref.settings AS given) AS settings
    JOIN ref.building_cost_caps AS c
        ON
            (c.level = settings.building_level OR c.level = '*')
            AND d.judged_on >= c.effective_from
            AND (d.judged_on <= c.effective_to OR c.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
)
SELECT d.judged_on, d.cap_per_sqm, d.source
FROM dated AS d
WHERE d.choice = 1;
