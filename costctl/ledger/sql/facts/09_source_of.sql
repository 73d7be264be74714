-- What a value of a table rests on, as findings name it: assumed where any cell of its row is.
CREATE OR REPLACE MACRO step.source_of(jurisdiction, documents, provenance, assumed_cells) AS
concat(jurisdiction, '|', documents, '|', CASE WHEN assumed_cells IS NULL THEN provenance ELSE 'assumed' END);
