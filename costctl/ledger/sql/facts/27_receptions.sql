-- One row per reception, with what rules may ask of it. A count of people or meals below 0 is not recorded.
CREATE OR REPLACE VIEW fact.receptions AS
WITH counted AS (
    SELECT
        r.row_id,
        r.record_key,
        r.reception_no,
        r.department_code,
        r.held_on,
        r.letter_no,
        r.visitor_unit,
        r.visitor_district,
        CASE WHEN r.guests >= 0 THEN r.guests END AS guests,
        CASE WHEN r.companions >= 0 THEN r.companions END AS companions,
        CASE WHEN r.meals >= 0 THEN r.meals END AS meals,
        r.meal_amount,
        r.lodging_amount,
        r.other_amount,
        r.venue,
        r.venue_city,
        r.is_foreign,
        r.has_invoice,
        r.has_guest_list,
        r.is_list_complete,
        r.items,
        r.payment_method
    FROM record.receptions AS r
)
SELECT
    c.row_id,
    c.record_key,
    c.reception_no,
    c.department_code,
    c.held_on,
    c.letter_no,
    c.visitor_unit,
    c.visitor_district,
    c.guests,
    c.companions,
    c.meals,
    c.meal_amount,
    c.lodging_amount,
    c.other_amount,
    c.venue,
    c.venue_city,
    c.is_foreign,
    c.has_invoice,
    c.has_guest_list,
    c.is_list_complete,
    c.items,
    c.payment_method,
    CAST(c.guests AS DECIMAL(38, 0)) + c.companions AS people_fed,
    step.known_sum(c.meal_amount, c.lodging_amount, c.other_amount) AS cost,
    city.is_home AS is_local_venue,
    d.is_rest_day,
    c.visitor_district = settings.home_district AS is_same_district,
    CASE
        WHEN c.items IS NULL THEN NULL
        WHEN c.held_on < DATE '2025-05-02' THEN b.luxury IS NOT NULL
        ELSE b.alcohol_tobacco_or_luxury IS NOT NULL
    END AS has_barred_item,
    CASE WHEN c.held_on < DATE '2025-05-02' THEN b.luxury ELSE b.alcohol_tobacco_or_luxury END AS keyword,
    CASE WHEN c.held_on < DATE '2025-05-02' THEN b.luxury_source ELSE b.any_source END AS keyword_source,
    -- An absurd head count gives no cap instead of an error that would take the rule from every other reception.
    CASE
        WHEN CAST(m.cap AS DOUBLE) * (CAST(c.guests AS DOUBLE) + c.companions) * c.meals < 1e29
            THEN CAST(m.cap AS DECIMAL(38, 2)) * (CAST(c.guests AS DECIMAL(38, 0)) + c.companions) * c.meals
    END AS meal_cap_total,
    m.cap AS meal_cap_each,
    m.source AS meal_cap_source,
    n.near_count,
    n.near_rows,
    n.near_largest,
    n.near_total
FROM counted AS c
CROSS JOIN (SELECT any_value(given.home_district) AS home_district FROM ref.settings AS given) AS settings
LEFT JOIN step.venue_cities AS city ON city.venue_city = c.venue_city
LEFT JOIN step.calendar AS d ON d.day = c.held_on
LEFT JOIN step.barred_items AS b ON b.items = c.items
LEFT JOIN step.reception_meal_caps AS m ON m.held_on = c.held_on
LEFT JOIN step.near_receptions AS n ON n.row_id = c.row_id;
