-- One row: how many imports and undoings came after the last run of every rule over every department and year.
SELECT count(*)::BIGINT AS changes
FROM base.history AS h
WHERE
    h.action IN ('import', 'undo')
    AND h.seq > coalesce(
        (
            SELECT max(c.seq)
            FROM base.history AS c
            JOIN base.runs AS r ON printf('R%06d', r.run_no) = json_extract_string(c.detail, '$.run')
            WHERE c.action = 'check' AND len(r.rules) = 0 AND len(r.departments) = 0 AND r.fiscal_year IS NULL
        ),
        0
    );
