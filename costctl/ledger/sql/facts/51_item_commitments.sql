-- One row per commitment, an approved plan to spend: an economic code of the table stands for its item.
CREATE OR REPLACE VIEW fact.item_commitments AS
SELECT
    c.department_code,
    coalesce(i.item, c.item) AS item,
    c.committed_on,
    c.released_on,
    c.amount,
    c.row_id
FROM record.commitments AS c
LEFT JOIN ref.item_codes AS i ON i.code = c.item;
