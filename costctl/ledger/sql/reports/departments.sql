-- One row per registered department.
SELECT department_code AS department, name AS department_name
FROM record.departments
ORDER BY 1;
