-- Those of the cuts that share a character with a word: no other can hold it or overlap it.
CREATE OR REPLACE MACRO step.cuts_near(word, cuts) AS
list_filter(cuts, lambda cut: len(list_intersect(string_split(cut, ''), string_split(word, ''))) > 0);
