-- One row: how many imports and undoings came after the last run of the rules.
SELECT count(*)::BIGINT AS changes
FROM base.history AS h
WHERE
    h.action IN ('import', 'undo')
    AND h.seq > coalesce((SELECT max(c.seq) FROM base.history AS c WHERE c.action = 'check'), 0);
