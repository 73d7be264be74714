-- One row per rule, control of an item, department and severity with open findings dated in $year. `control` is that of the rule;
-- a finding of a rule on all items stands under the control of its item.
SELECT f.rule, f.control, f.item_control, f.department, f.severity, count(*)::BIGINT AS findings
FROM record.findings AS f
WHERE f.status = 'open' AND year(f.dated) = $year
GROUP BY ALL;
