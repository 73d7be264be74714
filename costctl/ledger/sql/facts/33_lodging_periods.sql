-- One row per province and city written on trips, rank group and stretch of days with one lodging cap a night. A
-- stretch ends where a row of the table begins or ends, and in the years of the trips where a season does, so the cap
-- of its first day is the cap of all its days. The first jurisdiction with a row in force supplies it, place by
-- preference; a place that is not clear has no cap.
CREATE OR REPLACE VIEW step.lodging_periods AS
WITH years AS (
    SELECT unnest(range(min(year(t.depart_on)), max(year(t.depart_on + t.nights)) + 1)) AS y
    FROM (
        SELECT r.depart_on, CASE WHEN r.nights BETWEEN 1 AND 36525 THEN CAST(r.nights AS INTEGER) ELSE 0 END AS nights
        FROM record.trips AS r
    ) AS t
),
ranks AS (
    SELECT DISTINCT c.rank AS rank_group FROM ref.lodging_caps AS c WHERE c.rank <> '*'
    UNION ALL
    SELECT NULL AS rank_group
),
caps AS (
    SELECT
        p.province,
        p.city,
        r.rank_group,
        c.place,
        p.preference,
        CASE WHEN c.rank = '*' THEN 2 ELSE 1 END AS rank_preference,
        j.rank AS jurisdiction_rank,
        c.jurisdiction,
        c.peak_no,
        CASE WHEN NOT p.is_unclear THEN c.cap_yuan END AS cap_yuan,
        c.peak_from,
        c.peak_to,
        CASE WHEN NOT p.is_unclear THEN c.peak_cap_yuan END AS peak_cap_yuan,
        c.effective_from,
        coalesce(c.effective_to, DATE '9999-12-30') AS effective_to,
        concat(
            c.jurisdiction,
            '|',
            c.documents,
            '|',
            CASE WHEN p.is_assumed OR c.assumed_cells IS NOT NULL THEN 'assumed' ELSE c.provenance END
        ) AS source
    FROM step.places AS p
    JOIN ref.lodging_caps AS c ON c.province = p.province_key AND c.place = p.place
    JOIN ranks AS r ON r.rank_group = c.rank OR c.rank = '*'
    JOIN ref.jurisdictions AS j ON j.jurisdiction = c.jurisdiction
    WHERE c.effective_from IS NOT NULL
),
-- A season's ends in one year; 02-29 is the last day of February. The year's first day is a change too, because the
-- seasons of the years before are not looked at.
season_ends AS (
    SELECT
        c.province,
        c.city,
        c.rank_group,
        make_date(y.y, 1, 1) AS year_begins_on,
        CASE
            WHEN c.peak_from = '02-29' THEN make_date(y.y, 3, 1) - 1
            ELSE make_date(y.y, CAST(left(c.peak_from, 2) AS INTEGER), CAST(right(c.peak_from, 2) AS INTEGER))
        END AS begins_on,
        CASE
            WHEN c.peak_to = '02-29' THEN make_date(y.y, 3, 1) - 1
            ELSE make_date(y.y, CAST(left(c.peak_to, 2) AS INTEGER), CAST(right(c.peak_to, 2) AS INTEGER))
        END AS ends_on
    FROM caps AS c
    CROSS JOIN years AS y
    WHERE c.peak_no > 0 AND c.peak_from IS NOT NULL AND c.peak_to IS NOT NULL
),
changes AS (
    SELECT c.province, c.city, c.rank_group, c.effective_from AS from_on FROM caps AS c
    UNION
    SELECT c.province, c.city, c.rank_group, c.effective_to + 1 AS from_on FROM caps AS c
    UNION
    SELECT s.province, s.city, s.rank_group, s.year_begins_on AS from_on FROM season_ends AS s
    UNION
    SELECT s.province, s.city, s.rank_group, s.begins_on AS from_on FROM season_ends AS s
    UNION
    SELECT s.province, s.city, s.rank_group, s.ends_on + 1 AS from_on FROM season_ends AS s
),
stretches AS (
    SELECT
        c.province,
        c.city,
        c.rank_group,
        c.from_on,
        coalesce(
            lead(c.from_on) OVER (PARTITION BY c.province, c.city, c.rank_group ORDER BY c.from_on) - 1,
            DATE '9999-12-30'
        ) AS until_on,
        strftime(c.from_on, '%m-%d') AS day_text,
        strftime(c.from_on + 1, '%m-%d') = '03-01' AS is_last_of_february
    FROM changes AS c
),
in_force AS (
    SELECT
        s.province,
        s.city,
        s.rank_group,
        s.from_on,
        s.until_on,
        c.jurisdiction_rank,
        c.preference,
        c.rank_preference,
        c.place,
        c.source,
        c.peak_no,
        c.cap_yuan,
        c.peak_cap_yuan,
        c.peak_no > 0 AND CASE
            WHEN s.is_last_of_february AND '02-29' IN (c.peak_from, c.peak_to) THEN TRUE
            WHEN c.peak_from <= c.peak_to THEN s.day_text BETWEEN c.peak_from AND c.peak_to
            ELSE s.day_text >= c.peak_from OR s.day_text <= c.peak_to
        END AS is_in_season
    FROM stretches AS s
    JOIN caps AS c
        ON
            c.province = s.province
            AND c.city IS NOT DISTINCT FROM s.city
            AND c.rank_group IS NOT DISTINCT FROM s.rank_group
            AND s.from_on BETWEEN c.effective_from AND c.effective_to
),
read AS (
    SELECT
        f.province,
        f.city,
        f.rank_group,
        f.from_on,
        f.until_on,
        f.place,
        min(f.source) AS source,
        CASE
            WHEN bool_or(f.is_in_season) THEN max(CASE WHEN f.is_in_season THEN f.peak_cap_yuan END)
            ELSE min_by(f.cap_yuan, f.peak_no)
        END AS cap,
        row_number() OVER (
            PARTITION BY f.province, f.city, f.rank_group, f.from_on
            ORDER BY f.jurisdiction_rank, min(f.preference), f.place, f.rank_preference
        ) AS choice
    FROM in_force AS f
    GROUP BY f.province, f.city, f.rank_group, f.from_on, f.until_on, f.jurisdiction_rank, f.rank_preference, f.place
)
SELECT r.province, r.city, r.rank_group, r.from_on, r.until_on, r.place, r.cap, r.source
FROM read AS r
WHERE r.choice = 1;
