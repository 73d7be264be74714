-- One row per control, department and severity with open findings dated in $year. A finding of a rule on all items stands under
-- the control of its item.
SELECT
    coalesce(f.item_control, f.control) AS control,
    f.department,
    f.severity,
    count(*)::BIGINT AS findings
FROM record.findings AS f
WHERE f.status = 'open' AND year(f.dated) = $year
GROUP BY ALL;
