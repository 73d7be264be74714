-- A text with A to Z in lower case and nothing else changed. Most texts have none of these letters: to see that is
-- much quicker than to replace them.
CREATE OR REPLACE MACRO step.lower_ascii(written) AS
CASE
    WHEN written = lower(written) THEN written
    ELSE translate(written, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
END;
