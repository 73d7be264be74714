-- One row per province, allowance (meal or local) and stretch of days with one daily rate: that of the first
-- jurisdiction that has one, a row of the province itself before one for every province.
CREATE OR REPLACE VIEW step.allowances AS
WITH dated AS (
    SELECT
        p.province_key,
        a.item,
        a.rate,
        j.rank AS jurisdiction_rank,
        CASE WHEN a.province = '*' THEN 2 ELSE 1 END AS preference,
        a.effective_from,
        coalesce(a.effective_to, DATE '9999-12-30') AS effective_to,
        step.source_of(a.jurisdiction, a.documents, a.provenance, a.assumed_cells) AS source
    FROM (SELECT DISTINCT c.province AS province_key FROM ref.lodging_caps AS c) AS p
    JOIN ref.travel_allowance AS a ON a.province = p.province_key OR a.province = '*'
    JOIN ref.jurisdictions AS j ON j.jurisdiction = a.jurisdiction
    WHERE a.effective_from IS NOT NULL
),
changes AS (
    SELECT d.province_key, d.item, d.effective_from AS from_on FROM dated AS d
    UNION
    SELECT d.province_key, d.item, d.effective_to + 1 AS from_on FROM dated AS d
),
stretches AS (
    SELECT
        c.province_key,
        c.item,
        c.from_on,
        coalesce(
            lead(c.from_on) OVER (PARTITION BY c.province_key, c.item ORDER BY c.from_on) - 1, DATE '9999-12-30'
        ) AS until_on
    FROM changes AS c
),
chosen AS (
    SELECT
        s.province_key,
        s.item,
        s.from_on,
        s.until_on,
        d.rate,
        d.source,
        row_number() OVER (
            PARTITION BY s.province_key, s.item, s.from_on ORDER BY d.jurisdiction_rank, d.preference
        ) AS choice
    FROM stretches AS s
    JOIN dated AS d
        ON
            d.province_key = s.province_key
            AND d.item = s.item
            AND s.from_on BETWEEN d.effective_from AND d.effective_to
)
SELECT c.province_key, c.item, c.from_on, c.until_on, c.rate, c.source
FROM chosen AS c
WHERE c.choice = 1;
