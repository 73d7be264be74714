-- One row per month of documents, not after as_of: how many were electronic, and how many there were.
CREATE OR REPLACE VIEW step.metric_documents AS
WITH records AS (
    SELECT
        'e_document_share' AS metric,
        d.department_code,
        d.month AS counted_on,
        d.electronic_count AS numerator,
        CAST(d.electronic_count AS DECIMAL(38, 6)) + d.paper_count AS denominator,
        'document_counts' AS kind,
        d.row_id
    FROM record.document_counts AS d
    WHERE d.electronic_count >= 0 AND d.paper_count >= 0
)
SELECT
    r.metric,
    r.department_code,
    r.counted_on,
    CAST(r.numerator AS DECIMAL(38, 6)) AS numerator,
    CAST(r.denominator AS DECIMAL(38, 6)) AS denominator,
    r.kind,
    r.row_id
FROM records AS r
WHERE r.counted_on <= CAST(getvariable('as_of') AS DATE);
