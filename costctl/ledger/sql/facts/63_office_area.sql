-- One row per level of occupant and day of a survey on which an area for each person is in force: that of the first
-- jurisdiction that has the level.
CREATE OR REPLACE VIEW step.office_area AS
WITH dated AS (
    SELECT
        o.occupant_level,
        o.surveyed_on,
        a.area_cap,
        step.source_of(a.jurisdiction, a.documents, a.provenance, a.assumed_cells) AS source,
        row_number() OVER (
            PARTITION BY o.occupant_level, o.surveyed_on
            ORDER BY j.rank, CASE WHEN a.who = '*' THEN 2 ELSE 1 END
        ) AS choice
    FROM (SELECT DISTINCT o.occupant_level, o.surveyed_on FROM record.offices AS o) AS o
    JOIN ref.office_area AS a
        ON
            (a.who = o.occupant_level OR a.who = '*')
            AND o.surveyed_on >= a.effective_from
            AND (o.surveyed_on <= a.effective_to OR a.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = a.jurisdiction
)
SELECT d.occupant_level, d.surveyed_on, d.area_cap, d.source
FROM dated AS d
WHERE d.choice = 1;
