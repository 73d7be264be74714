-- Whether a day is one of those that bits stand for, a bit for each step.day_no.
CREATE OR REPLACE MACRO step.has_day(days, day) AS
CASE WHEN step.day_no(day) BETWEEN 0 AND length(days) - 1 THEN get_bit(days, step.day_no(day)) = 1 ELSE FALSE END;
