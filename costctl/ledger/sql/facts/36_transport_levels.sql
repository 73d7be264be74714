-- One row per kind of transport, rank group and stretch of days: the highest level allowed. A rank of NULL is a
-- traveller whose rank is not recorded, whom only the rows for every rank reach.
CREATE OR REPLACE VIEW step.transport_levels AS
WITH ranks AS (
    SELECT DISTINCT c.rank AS rank_group FROM ref.transport_class AS c WHERE c.rank <> '*'
    UNION ALL
    SELECT NULL AS rank_group
),
kinds AS (
    SELECT DISTINCT c.transport_kind FROM ref.transport_class AS c WHERE c.transport_kind <> '*'
    UNION ALL
    SELECT NULL AS transport_kind
),
dated AS (
    SELECT
        r.rank_group,
        k.transport_kind,
        c.allowed_level,
        j.rank AS jurisdiction_rank,
        CASE WHEN c.rank = '*' THEN 1 ELSE 0 END + CASE WHEN c.transport_kind = '*' THEN 2 ELSE 0 END AS preference,
        c.effective_from,
        coalesce(c.effective_to, DATE '9999-12-30') AS effective_to,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source
    FROM ranks AS r
    CROSS JOIN kinds AS k
    JOIN ref.transport_class AS c
        ON
            (c.rank = r.rank_group OR c.rank = '*')
            AND (c.transport_kind = k.transport_kind OR c.transport_kind = '*')
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
    WHERE c.effective_from IS NOT NULL
),
changes AS (
    SELECT d.rank_group, d.transport_kind, d.effective_from AS from_on FROM dated AS d
    UNION
    SELECT d.rank_group, d.transport_kind, d.effective_to + 1 AS from_on FROM dated AS d
),
stretches AS (
    SELECT
        c.rank_group,
        c.transport_kind,
        c.from_on,
        coalesce(
            lead(c.from_on) OVER (PARTITION BY c.rank_group, c.transport_kind ORDER BY c.from_on) - 1,
            DATE '9999-12-30'
        ) AS until_on
    FROM changes AS c
),
chosen AS (
    SELECT
        s.rank_group,
        s.transport_kind,
        s.from_on,
        s.until_on,
        d.allowed_level,
        d.source,
        row_number() OVER (
            PARTITION BY s.rank_group, s.transport_kind, s.from_on ORDER BY d.jurisdiction_rank, d.preference
        ) AS choice
    FROM stretches AS s
    JOIN dated AS d
        ON
            d.rank_group IS NOT DISTINCT FROM s.rank_group
            AND d.transport_kind IS NOT DISTINCT FROM s.transport_kind
            AND s.from_on BETWEEN d.effective_from AND d.effective_to
)
SELECT c.rank_group, c.transport_kind, c.from_on, c.until_on, c.allowed_level, c.source
FROM chosen AS c
WHERE c.choice = 1;
