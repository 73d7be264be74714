-- One row per vehicle, with what rules may ask of it. The caps are those of the first jurisdiction with a row in force
-- on the day it was bought: for its use, and for any new-energy car those of new-energy cars. The vehicle that it
-- replaces is looked up by plate; one that kept the plate is no longer on record.
CREATE OR REPLACE VIEW fact.vehicles AS
WITH uses AS (
    SELECT
        v.row_id,
        v.bought_on,
        CASE WHEN v.is_new_energy THEN '新能源轿车' ELSE v.vehicle_use END AS vehicle_use
    FROM record.vehicles AS v
    WHERE v.is_new_energy IS NOT NULL
),
caps AS (
    SELECT
        u.row_id,
        c.price_cap,
        c.displacement_cap,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source,
        row_number() OVER (
            PARTITION BY u.row_id ORDER BY j.rank, CASE WHEN c.vehicle_use = '*' THEN 1 ELSE 0 END
        ) AS choice
    FROM uses AS u
    JOIN ref.vehicle_caps AS c
        ON
            (c.vehicle_use = u.vehicle_use OR c.vehicle_use = '*')
            AND u.bought_on >= c.effective_from
            AND (u.bought_on <= c.effective_to OR c.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
)
SELECT
    v.row_id,
    v.record_key,
    v.plate_no,
    v.department_code,
    v.vehicle_use,
    v.bought_on,
    v.price,
    v.displacement,
    v.is_new_energy,
    v.replaces_plate_no,
    v.registered_on,
    v.retired_on,
    v.has_scrap_proof,
    c.price_cap,
    c.displacement_cap,
    c.source AS vehicle_cap_source,
    CASE
        WHEN c.row_id IS NOT NULL AND c.displacement_cap IS NULL THEN FALSE
        ELSE v.displacement > c.displacement_cap
    END AS is_displacement_over,
    v.replaces_plate_no IS NOT NULL AS is_replacement,
    CAST(old.registered_on + INTERVAL 8 YEAR AS DATE) AS old_eight_years_on,
    old.has_scrap_proof AS old_has_scrap_proof,
    CASE WHEN old.row_id IS NOT NULL THEN [old.row_id] END AS old_rows
FROM record.vehicles AS v
LEFT JOIN caps AS c ON c.row_id = v.row_id AND c.choice = 1
LEFT JOIN record.vehicles AS old ON old.plate_no = v.replaces_plate_no AND old.row_id <> v.row_id;
