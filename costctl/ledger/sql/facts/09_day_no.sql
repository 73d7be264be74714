-- The number of a day, the first that a record may have (dates.EARLIEST) being 0.
CREATE OR REPLACE MACRO step.day_no(day) AS CAST(day - DATE '1990-01-01' AS INTEGER);
