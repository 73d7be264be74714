-- One row per office surveyed, with the area that its occupants may have each. A number of people below 0 is not
-- recorded.
CREATE OR REPLACE VIEW fact.offices AS
SELECT
    o.row_id,
    o.record_key,
    o.office_no,
    o.department_code,
    o.surveyed_on,
    o.occupant_level,
    CASE WHEN o.people >= 0 THEN o.people END AS people,
    o.area,
    a.area_cap,
    a.source AS area_cap_source
FROM record.offices AS o
LEFT JOIN step.office_area AS a
    ON a.occupant_level IS NOT DISTINCT FROM o.occupant_level AND a.surveyed_on = o.surveyed_on;
