-- A sum of amounts has more digits than one of them may have.
ALTER TABLE base.sheets ALTER COLUMN amount_accepted TYPE DECIMAL(38, 2);
