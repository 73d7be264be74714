-- One row per meeting class (NULL: not recorded, which only a row for every class reaches) and stretch of days for
-- which one row of the quota table is in force: that of the first jurisdiction that has one. The row is chosen first;
-- a cell that it leaves empty stays empty. A source is `jurisdiction|documents|provenance`, and single cells of a row
-- may be assumed.
CREATE OR REPLACE VIEW step.meeting_quotas AS
WITH classes AS (
    SELECT DISTINCT q.meeting_class FROM ref.meeting_quota AS q WHERE q.meeting_class <> '*'
    UNION ALL
    SELECT NULL AS meeting_class
),
dated AS (
    SELECT
        c.meeting_class,
        j.rank AS jurisdiction_rank,
        CASE WHEN q.meeting_class = '*' THEN 2 ELSE 1 END AS preference,
        q.jurisdiction,
        q.lodging,
        q.meal,
        q.total,
        q.max_attendees,
        q.staff_ratio_max,
        q.max_days,
        q.max_checkin_out_days,
        q.effective_from,
        coalesce(q.effective_to, DATE '9999-12-30') AS effective_to,
        q.documents,
        q.provenance,
        q.assumed_cells
    FROM classes AS c
    JOIN ref.meeting_quota AS q ON q.meeting_class = c.meeting_class OR q.meeting_class = '*'
    JOIN ref.jurisdictions AS j ON j.jurisdiction = q.jurisdiction
    WHERE q.effective_from IS NOT NULL
),
changes AS (
    SELECT d.meeting_class, d.effective_from AS from_on FROM dated AS d
    UNION
    SELECT d.meeting_class, d.effective_to + 1 AS from_on FROM dated AS d
),
stretches AS (
    SELECT
        c.meeting_class,
        c.from_on,
        lead(c.from_on) OVER (PARTITION BY c.meeting_class ORDER BY c.from_on) - 1 AS until_on
    FROM changes AS c
),
chosen AS (
    SELECT
        s.meeting_class,
        s.from_on,
        s.until_on,
        concat(d.jurisdiction, '|', d.documents, '|') AS cited,
        d.lodging,
        d.meal,
        d.total,
        d.max_attendees,
        d.staff_ratio_max,
        d.max_days,
        d.max_checkin_out_days,
        d.provenance,
        string_split(d.assumed_cells, ';') AS assumed,
        row_number() OVER (
            PARTITION BY s.meeting_class, s.from_on ORDER BY d.jurisdiction_rank, d.preference
        ) AS choice
    FROM stretches AS s
    JOIN dated AS d
        ON
            d.meeting_class IS NOT DISTINCT FROM s.meeting_class
            AND s.from_on BETWEEN d.effective_from AND d.effective_to
)
SELECT
    c.meeting_class,
    c.from_on,
    c.until_on,
    c.lodging,
    c.meal,
    c.total,
    c.max_attendees,
    c.staff_ratio_max,
    c.max_days,
    c.max_checkin_out_days,
    concat(
        c.cited, CASE WHEN list_contains(c.assumed, 'total') THEN 'assumed' ELSE c.provenance END
    ) AS total_source,
    concat(
        c.cited, CASE WHEN list_contains(c.assumed, 'max_attendees') THEN 'assumed' ELSE c.provenance END
    ) AS max_attendees_source,
    concat(
        c.cited, CASE WHEN list_contains(c.assumed, 'staff_ratio_max') THEN 'assumed' ELSE c.provenance END
    ) AS staff_ratio_max_source,
    concat(
        c.cited, CASE WHEN list_contains(c.assumed, 'max_days') THEN 'assumed' ELSE c.provenance END
    ) AS max_days_source,
    concat(
        c.cited, CASE WHEN list_contains(c.assumed, 'max_checkin_out_days') THEN 'assumed' ELSE c.provenance END
    ) AS max_checkin_out_days_source
FROM chosen AS c
WHERE c.choice = 1;
