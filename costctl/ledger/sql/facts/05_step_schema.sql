-- What fact views are made from, step by step; rules read schema `fact` only.
CREATE SCHEMA IF NOT EXISTS step;
