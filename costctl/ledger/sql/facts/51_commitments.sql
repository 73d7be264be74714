-- One row per commitment, an approved plan to spend: an economic code of the table stands for its item.
CREATE OR REPLACE VIEW fact.commitments AS
SELECT
    c.row_id,
    c.record_key,
    c.commitment_no,
    c.department_code,
    coalesce(i.item, c.item) AS item,
    c.committed_on,
    c.amount,
    c.released_on
FROM record.commitments AS c
LEFT JOIN ref.item_codes AS i ON i.code = c.item;
