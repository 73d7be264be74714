-- One row per month of documents, not after as_of: how many were electronic, and how many there were.
CREATE OR REPLACE VIEW step.metric_documents AS
SELECT
    'e_document_share' AS metric,
    d.department_code,
    d.month AS counted_on,
    CAST(d.electronic_count AS DECIMAL(38, 6)) AS numerator,
    CAST(CAST(d.electronic_count AS DECIMAL(38, 6)) + d.paper_count AS DECIMAL(38, 6)) AS denominator,
    'document_counts' AS kind,
    d.row_id
FROM fact.document_counts AS d
WHERE d.electronic_count IS NOT NULL AND d.paper_count IS NOT NULL AND d.month <= CAST(getvariable('as_of') AS DATE);
