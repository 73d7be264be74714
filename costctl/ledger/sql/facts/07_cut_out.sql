-- A text with every one of the cuts taken out of it, in their order.
CREATE OR REPLACE MACRO step.cut_out(written, cuts) AS
CASE
    WHEN len(cuts) = 0 THEN written
    ELSE list_reduce(cuts, lambda left_over, cut: replace(left_over, cut, ''), written)
END;
