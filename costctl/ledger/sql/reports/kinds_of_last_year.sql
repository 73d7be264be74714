-- One row per record kind of which the ledger holds a record of the year before, whichever department's.
SELECT DISTINCT source_kind AS kind
FROM fact.item_spending
WHERE spent_on BETWEEN $last_starts_on AND $starts_on - INTERVAL 1 DAY;
