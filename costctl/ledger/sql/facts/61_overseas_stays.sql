-- One row per stay abroad, with what rules may ask of it, in foreign currency. The standard is that of the first
-- jurisdiction with a row in force on the day of arrival: of the country the row that lists the city, else the one for
-- other cities, else the one for the whole country. An amount in another currency has no cap. A count of people, nights
-- or days below 0 is not recorded; an absurd one has no cap instead of an error.
CREATE OR REPLACE VIEW fact.overseas_stays AS
WITH counted AS (
    SELECT
        s.row_id,
        s.record_key,
        s.group_no,
        s.stay_no,
        s.department_code,
        s.arrived_on,
        s.country,
        s.city,
        CASE WHEN s.people >= 0 THEN s.people END AS people,
        CASE WHEN s.nights >= 0 THEN s.nights END AS nights,
        CASE WHEN s.days >= 0 THEN s.days END AS days,
        s.currency,
        s.lodging_amount,
        s.meal_amount,
        s.misc_amount
    FROM record.overseas_stays AS s
),
matching AS (
    SELECT
        s.row_id,
        o.country,
        o.lodging,
        o.meal,
        o.misc,
        o.currency,
        step.source_of(o.jurisdiction, o.documents, o.provenance, o.assumed_cells) AS source,
        j.rank AS jurisdiction_rank,
        CASE
            WHEN list_contains(string_split(o.city, '、'), s.city) THEN 1
            WHEN o.city = '其他城市' AND s.city IS NOT NULL THEN 2
            WHEN o.city = '全境' THEN 3
            WHEN o.city = '*' THEN 4
        END AS preference
    FROM counted AS s
    JOIN ref.overseas_standards AS o
        ON
            (o.country = s.country OR o.country = '*')
            AND s.arrived_on >= o.effective_from
            AND (s.arrived_on <= o.effective_to OR o.effective_to IS NULL)
    JOIN ref.jurisdictions AS j ON j.jurisdiction = o.jurisdiction
),
standards AS (
    SELECT
        m.row_id,
        m.lodging,
        m.meal,
        m.misc,
        m.currency,
        m.source,
        row_number() OVER (
            PARTITION BY m.row_id
            ORDER BY m.jurisdiction_rank, CASE WHEN m.country = '*' THEN 1 ELSE 0 END, m.preference
        ) AS choice
    FROM matching AS m
    WHERE m.preference IS NOT NULL
),
-- How many nights and days the standard is due for, where the amounts are in its currency.
due AS (
    SELECT
        c.row_id,
        CASE WHEN CAST(c.people AS DOUBLE) * c.nights < 1e18 THEN CAST(c.people AS DECIMAL(38, 0)) * c.nights END
            AS nights,
        CASE WHEN CAST(c.people AS DOUBLE) * c.days < 1e18 THEN CAST(c.people AS DECIMAL(38, 0)) * c.days END AS days
    FROM counted AS c
    JOIN standards AS s ON s.row_id = c.row_id AND s.choice = 1 AND s.currency = c.currency
)
SELECT
    c.row_id,
    c.record_key,
    c.group_no,
    c.stay_no,
    c.department_code,
    c.arrived_on,
    c.country,
    c.city,
    c.people,
    c.nights,
    c.days,
    c.currency,
    c.lodging_amount,
    c.meal_amount,
    c.misc_amount,
    s.lodging AS lodging_standard,
    s.meal AS meal_standard,
    s.misc AS misc_standard,
    s.currency AS standard_currency,
    s.source AS standard_source,
    CAST(s.lodging AS DECIMAL(38, 2)) * d.nights AS lodging_cap,
    CAST(s.meal AS DECIMAL(38, 2)) * d.days AS meal_cap,
    CAST(s.misc AS DECIMAL(38, 2)) * d.days AS misc_cap
FROM counted AS c
LEFT JOIN standards AS s ON s.row_id = c.row_id AND s.choice = 1
LEFT JOIN due AS d ON d.row_id = c.row_id;
