-- One row per figure of a finding on a target and record behind it: what counts in the numerator, what in all, and the
-- rows of the list that confirm a designated hotel.
WITH one AS (
    SELECT f.subject_kind, f.subject, f.department, year(f.dated) AS fiscal_year
    FROM record.findings AS f
    WHERE f.finding = $finding
),
metrics AS (
    SELECT 'target_video_share' AS subject_kind, m.metric, m.department_code, m.counted_on, m.numerator,
        m.denominator, m.kind, m.row_id
    FROM step.metric_meeting_modes AS m
    UNION ALL
    SELECT 'target_e_document_share' AS subject_kind, m.metric, m.department_code, m.counted_on, m.numerator,
        m.denominator, m.kind, m.row_id
    FROM step.metric_documents AS m
    UNION ALL
    SELECT 'target_card_use' AS subject_kind, m.metric, m.department_code, m.counted_on, m.numerator,
        m.denominator, m.kind, m.row_id
    FROM step.metric_card_use AS m
    WHERE m.metric = (SELECT concat('card_use_', lower(any_value(s.card_use_method))) FROM ref.settings AS s)
    UNION ALL
    SELECT 'target_procurement' AS subject_kind, m.metric, m.department_code, m.counted_on, m.numerator,
        m.denominator, m.kind, m.row_id
    FROM step.metric_procurement AS m
    WHERE (SELECT ends_with(one.subject, concat('/', m.metric, '_min')) FROM one)
),
counted AS (
    SELECT m.metric, m.counted_on, m.numerator, m.denominator, m.kind, m.row_id
    FROM one
    JOIN metrics AS m
        ON
            m.subject_kind = one.subject_kind
            AND m.department_code = one.department
            AND year(m.counted_on) = one.fiscal_year
)
SELECT 'numerator' AS figure, c.kind, c.row_id, c.counted_on AS dated, c.numerator AS amount
FROM counted AS c
WHERE c.numerator <> 0
UNION ALL
SELECT 'denominator' AS figure, c.kind, c.row_id, c.counted_on AS dated, c.denominator AS amount
FROM counted AS c
UNION ALL
SELECT DISTINCT
    'numerator' AS figure,
    'designated_venues' AS kind,
    unnest(h.listed_rows) AS row_id,
    NULL AS dated,
    NULL AS amount
FROM counted AS c
JOIN record.trips AS t ON t.row_id = c.row_id
JOIN step.listed_hotels AS h
    ON
        h.hotel = t.hotel
        AND h.city IS NOT DISTINCT FROM t.city
        AND h.depart_on IS NOT DISTINCT FROM t.depart_on
WHERE c.metric = 'designated_hotel_share' AND t.is_designated_hotel IS NULL;
