-- Whether a text has a word that is not part of one of the cuts, such as 鱼翅 in 鱼翅瓜. Cuts are taken out of a text only
-- where the word is found: hardly any text has one.
CREATE OR REPLACE MACRO step.has_word(written, word, cuts) AS
CASE WHEN contains(written, word) THEN contains(step.cut_out(written, cuts), word) ELSE FALSE END;
