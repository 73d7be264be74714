-- How many bytes a file has: one of another size is another file, without a look at what is in it.
ALTER TABLE base.batches ADD COLUMN bytes BIGINT;
