-- One row per trip leg of which it is known whether its hotel is a designated one: as recorded, else because the list
-- of designated venues confirms it.
CREATE OR REPLACE VIEW step.designated_stays AS
WITH stays AS (
    SELECT
        t.row_id,
        coalesce(t.is_designated_hotel, CASE WHEN h.hotel IS NOT NULL THEN TRUE END) AS at_designated_hotel
    FROM record.trips AS t
    LEFT JOIN step.listed_hotels AS h
        ON
            h.hotel = t.hotel
            AND h.city IS NOT DISTINCT FROM t.city
            AND h.depart_on IS NOT DISTINCT FROM t.depart_on
)
SELECT s.row_id, s.at_designated_hotel
FROM stays AS s
WHERE s.at_designated_hotel IS NOT NULL;
