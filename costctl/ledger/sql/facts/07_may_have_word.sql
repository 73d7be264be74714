-- Whether a text can have one of the words of a pattern (ref.word_pattern), capital or small: one that cannot need not
-- be looked up word by word. The pattern must be a constant; DuckDB then makes it ready once a query.
CREATE OR REPLACE MACRO step.may_have_word(written, pattern) AS regexp_matches(written, pattern, 'i');
