-- One row per record kind of which a file has been loaded, even one without rows.
SELECT kind
FROM record.kept;
