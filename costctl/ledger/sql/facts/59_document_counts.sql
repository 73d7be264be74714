-- One row per department and month of documents sent, on the month's first day. A count below 0 is not recorded.
CREATE OR REPLACE VIEW fact.document_counts AS
SELECT
    d.row_id,
    d.record_key,
    d.department_code,
    d.month,
    CASE WHEN d.paper_count >= 0 THEN d.paper_count END AS paper_count,
    CASE WHEN d.electronic_count >= 0 THEN d.electronic_count END AS electronic_count
FROM record.document_counts AS d;
