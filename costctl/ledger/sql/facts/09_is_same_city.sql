-- Whether two ways of writing a city mean one: blanks apart, the one contains the stem of the other, so that 云南省昆明市,
-- 昆明 and 昆明市 are the same.
CREATE OR REPLACE MACRO step.is_same_city(one, other) AS (
    contains(replace(one, ' ', ''), step.stem(replace(other, ' ', '')))
    OR contains(replace(other, ' ', ''), step.stem(replace(one, ' ', '')))
);
