-- One row per city of a trip and home place of the bureau: its stem without blanks, in ASCII lower case.
CREATE OR REPLACE VIEW step.stems AS
WITH names AS (
    SELECT t.city AS name FROM record.trips AS t WHERE t.city IS NOT NULL
    UNION
    SELECT unnest(s.home_places) AS name FROM ref.settings AS s
)
SELECT
    n.name,
    step.lower_ascii(step.stem(replace(n.name, ' ', ''))) AS lowered
FROM names AS n;
