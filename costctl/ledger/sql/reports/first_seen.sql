-- One row per record of the registered frame `behind` (kind, row_id): where it was first seen among the files in force.
SELECT v.kind, v.row_id, v.seen.batch AS batch, v.seen.file AS file, v.seen.sheet AS sheet, v.seen.row_no AS row_no
FROM (
    SELECT
        s.kind, s.row_id,
        arg_min({batch: s.batch, file: s.file, sheet: s.sheet, row_no: s.row_no}, s.batch_no) AS seen
    FROM record.sightings AS s
    WHERE s.kind IN (SELECT b.kind FROM behind AS b) AND s.row_id IN (SELECT b.row_id FROM behind AS b)
    GROUP BY s.kind, s.row_id
) AS v;
