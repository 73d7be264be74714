-- The sum of the amounts that are recorded; NULL where none is.
CREATE OR REPLACE MACRO step.known_sum(a, b, c) AS
CASE
    WHEN coalesce(a, b, c) IS NOT NULL THEN coalesce(a, 0) + coalesce(b, 0) + coalesce(c, 0)
END,
(a, b, c, d) AS
CASE
    WHEN coalesce(a, b, c, d) IS NOT NULL THEN coalesce(a, 0) + coalesce(b, 0) + coalesce(c, 0) + coalesce(d, 0)
END;
