-- One row per registered department and target of $year.
SELECT department_code AS department, metric AS target, target AS aim
FROM step.targets
WHERE fiscal_year = $year;
