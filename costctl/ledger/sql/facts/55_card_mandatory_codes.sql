-- One row per economic code and day of a payment for which an official card is mandatory, by the catalogue of the first
-- jurisdiction that has the code.
CREATE OR REPLACE VIEW step.card_mandatory_codes AS
WITH dated AS (
    SELECT
        p.economic_code,
        p.paid_on,
        step.source_of(c.jurisdiction, c.documents, c.provenance, c.assumed_cells) AS source,
        row_number() OVER (
            PARTITION BY p.economic_code, p.paid_on
            ORDER BY j.rank, CASE WHEN c.economic_code = '*' THEN 2 ELSE 1 END
        ) AS choice
    FROM (SELECT DISTINCT p.economic_code, p.paid_on FROM record.payments AS p) AS p
    JOIN ref.card_mandatory_catalog AS c
        ON
            (c.economic_code = p.economic_code OR c.economic_code = '*')
            AND p.paid_on >= c.effective_from
            AND (p.paid_on <= c.effective_to OR c.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
)
SELECT d.economic_code, d.paid_on, d.source
FROM dated AS d
WHERE d.choice = 1;
