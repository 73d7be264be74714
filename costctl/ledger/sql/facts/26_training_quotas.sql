-- One row per training with a quota: that of the first jurisdiction with a row in force on its first day, and there a
-- row of its own place and class before one for every place or class. A training of which it is not recorded whether
-- it was held in the province has none, not even from a row for every place.
CREATE OR REPLACE VIEW step.training_quotas AS
WITH found AS (
    SELECT
        t.row_id,
        q.total,
        -- The parts of a quota are not compared: that they are assumed says nothing of the whole.
        step.source_of(
            q.jurisdiction,
            q.documents,
            q.provenance,
            CASE
                WHEN
                    list_has_any(
                        string_split(q.assumed_cells, ';'),
                        ['place', 'training_class', 'total', 'effective_from', 'effective_to', 'documents']
                    )
                    THEN q.assumed_cells
            END
        ) AS source,
        row_number() OVER (
            PARTITION BY t.row_id
            ORDER BY
                j.rank,
                CASE WHEN q.training_class = '*' THEN 1 ELSE 0 END,
                CASE WHEN q.place = '*' THEN 1 ELSE 0 END
        ) AS choice
    FROM record.trainings AS t
    JOIN ref.training_quota AS q
        ON
            (q.place = CASE WHEN t.is_in_province THEN 'in' ELSE 'out' END OR q.place = '*')
            AND (q.training_class = t.training_class OR q.training_class = '*')
            AND t.starts_on >= q.effective_from
            AND (t.starts_on <= q.effective_to OR q.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = q.jurisdiction
    WHERE t.is_in_province IS NOT NULL
)
SELECT f.row_id, f.total, f.source
FROM found AS f
WHERE f.choice = 1;
