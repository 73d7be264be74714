-- One row per keyword of a group, in ASCII lower case beside it, with what is cut out of a text before it is
-- looked up there, the longest first, and on what it rests.
CREATE OR REPLACE VIEW step.keywords AS
WITH cuts AS (
    SELECT
        c.keyword_group,
        list(
            step.lower_ascii(c.cut)
            ORDER BY length(c.cut) DESC, c.cut
        ) AS cuts
    FROM ref.keyword_cuts AS c
    GROUP BY c.keyword_group
)
SELECT
    k.keyword_group,
    k.position,
    k.term,
    step.source_of(NULL, k.documents, k.provenance, NULL) AS source,
    step.lower_ascii(k.term) AS lowered,
    step.cuts_near(step.lower_ascii(k.term), coalesce(c.cuts, [])) AS cuts
FROM ref.keywords AS k
LEFT JOIN cuts AS c ON c.keyword_group = k.keyword_group;
