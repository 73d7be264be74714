-- The stem of a place's name: the name without the first ending that fits, if two characters remain.
CREATE OR REPLACE MACRO step.stem(name) AS
CASE
    WHEN right(name, 2) = '地区' AND length(name) >= 4 THEN left(name, length(name) - 2)
    WHEN right(name, 2) = '地区' OR length(name) < 3 THEN name
    WHEN right(name, 1) IN ('市', '州', '县', '区', '旗') THEN left(name, length(name) - 1)
    ELSE name
END;
