-- One row per record kind of which a file has been loaded: the years that the ledger knows of it, from that of its first
-- record, whoever's, to the last year that has a record of spending or a budget line. A kind without any record is known
-- of every year until then: it says that there are none. One whose records have no day is left out: it says nothing of
-- any year.
WITH spending AS MATERIALIZED (
    SELECT source_kind AS kind, min(year(spent_on)) AS first_year, max(year(spent_on)) AS last_year
    FROM fact.item_spending
    GROUP BY source_kind
)
SELECT
    k.kind,
    coalesce(s.first_year, 0)::BIGINT AS first_year,
    coalesce(
        greatest((SELECT max(a.last_year) FROM spending AS a), (SELECT max(b.fiscal_year) FROM fact.budget_lines AS b)),
        9999
    )::BIGINT AS last_year
FROM record.kept AS k
LEFT JOIN spending AS s ON s.kind = k.kind
WHERE s.first_year IS NOT NULL OR k.kind <> 'vehicles' OR NOT EXISTS (SELECT v.plate_no FROM record.vehicles AS v);
