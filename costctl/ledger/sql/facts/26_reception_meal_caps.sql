-- One row per day of a reception on which a standard for meals is in force: that of the first jurisdiction with one.
CREATE OR REPLACE VIEW step.reception_meal_caps AS
WITH dated AS (
    SELECT
        d.held_on,
        c.cap,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source,
        row_number() OVER (PARTITION BY d.held_on ORDER BY j.rank) AS choice
    FROM (SELECT DISTINCT r.held_on FROM record.receptions AS r) AS d
    JOIN ref.reception_meal_caps AS c
        ON d.held_on >= c.effective_from AND (d.held_on <= c.effective_to OR c.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
)
SELECT d.held_on, d.cap, d.source
FROM dated AS d
WHERE d.choice = 1;
