-- One row per way of writing a province of the lodging table: as it stands there, or with one of the usual endings.
CREATE OR REPLACE VIEW step.provinces AS
SELECT DISTINCT c.province || e.ending AS written_as, c.province AS province_key
FROM ref.lodging_caps AS c
CROSS JOIN (
    VALUES (''), ('壮族自治区'), ('回族自治区'), ('维吾尔自治区'), ('自治区'), ('特别行政区'), ('省'), ('市')
) AS e (ending);
