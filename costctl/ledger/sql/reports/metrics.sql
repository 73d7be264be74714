-- One row per metric in the order in which they are shown. `target` is empty where the bureau's method of the card-use rate is another.
SELECT
    m.metric, m.control, m.title_zh, m.title_en, m.form, m.unit, m.kinds,
    CASE WHEN coalesce(m.method = s.card_use_method, TRUE) THEN m.target END AS target
FROM ref.metrics AS m
CROSS JOIN ref.settings AS s
ORDER BY m.rowid;
