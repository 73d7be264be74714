-- The record columns and extras that a sheet had: what only one of two statements has tells no rows apart.
ALTER TABLE base.sheets ADD COLUMN columns VARCHAR[];
