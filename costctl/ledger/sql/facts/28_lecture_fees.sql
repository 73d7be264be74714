-- One row per lecturer of a training, with what rules may ask of the fee. The cap of an hour is that of the first
-- jurisdiction with a row in force on the day of payment. A number of hours below 0 is not recorded.
CREATE OR REPLACE VIEW fact.lecture_fees AS
WITH caps AS (
    SELECT
        f.row_id,
        c.cap_per_hour,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source,
        row_number() OVER (
            PARTITION BY f.row_id ORDER BY j.rank, CASE WHEN c.title = '*' THEN 1 ELSE 0 END
        ) AS choice
    FROM record.lecture_fees AS f
    JOIN ref.lecture_caps AS c
        ON
            (c.title = f.title OR c.title = '*')
            AND f.paid_on >= c.effective_from
            AND (f.paid_on <= c.effective_to OR c.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
)
SELECT
    f.row_id,
    f.record_key,
    f.training_no,
    f.lecturer,
    f.department_code,
    f.title,
    f.paid_on,
    CASE WHEN f.hours >= 0 THEN f.hours END AS hours,
    f.net_amount,
    c.cap_per_hour AS hourly_cap,
    c.source AS fee_source,
    CASE WHEN f.hours >= 0 THEN CAST(c.cap_per_hour AS DECIMAL(38, 2)) * f.hours END AS fee_cap
FROM record.lecture_fees AS f
LEFT JOIN caps AS c ON c.row_id = f.row_id AND c.choice = 1;
