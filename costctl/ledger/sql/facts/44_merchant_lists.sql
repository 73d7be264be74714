-- One row: the category codes by which merchants count as dining or private, and on what these codes and the words
-- beside them rest.
CREATE OR REPLACE VIEW step.merchant_lists AS
WITH listed AS (
    SELECT g.mcc_group AS list, g.mcc, g.provenance FROM ref.mcc_groups AS g
    UNION ALL
    SELECT
        CASE WHEN k.keyword_group = 'reception_forbidden' THEN 'private' ELSE k.keyword_group END AS list,
        NULL AS mcc,
        k.provenance
    FROM ref.keywords AS k
)
SELECT
    list(l.mcc) FILTER (WHERE l.list = 'dining' AND l.mcc IS NOT NULL) AS dining_codes,
    list(l.mcc) FILTER (WHERE l.list = 'private' AND l.mcc IS NOT NULL) AS private_codes,
    concat('||', CASE WHEN bool_or(l.list = 'dining' AND l.provenance = 'assumed') THEN 'assumed' ELSE 'source' END)
        AS dining_source,
    concat('||', CASE WHEN bool_or(l.list = 'private' AND l.provenance = 'assumed') THEN 'assumed' ELSE 'source' END)
        AS private_source
FROM listed AS l;
