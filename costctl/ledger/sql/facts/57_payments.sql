-- One row per entry of a payment, with what rules may ask of it.
CREATE OR REPLACE VIEW fact.payments AS
SELECT
    p.row_id,
    p.record_key,
    p.payment_no,
    p.line_no,
    p.department_code,
    p.paid_on,
    p.economic_code,
    p.function_code,
    p.fund_kind,
    p.amount,
    p.payment_method,
    p.payee,
    p.payee_kind,
    p.summary,
    p.beneficiary_code,
    p.source_no,
    p.invoice_no,
    p.is_below_county,
    p.has_no_terminal,
    p.has_cash_proof,
    p.is_purchased_service,
    p.amount > 0 AND m.economic_code IS NOT NULL AS is_card_mandatory,
    m.source AS card_mandatory_source,
    p.has_no_terminal AND p.amount <= l.value AS is_small_without_terminal,
    CASE WHEN p.summary IS NOT NULL THEN coalesce(s.is_cash_only, FALSE) END AS is_cash_only_item,
    CASE
        WHEN coalesce(p.summary, p.payee) IS NOT NULL THEN coalesce(s.gift_keyword, y.gift_keyword) IS NOT NULL
    END AS has_gift_word,
    coalesce(s.gift_keyword, y.gift_keyword) AS keyword,
    coalesce(s.gift_source, y.gift_source) AS keyword_source,
    c.code AS text_code,
    c.source AS text_code_source,
    CASE WHEN p.summary IS NOT NULL THEN coalesce(p.economic_code <> c.code, FALSE) END AS is_miscoded,
    coalesce(p.beneficiary_code, p.department_code) AS beneficiary,
    -- 30913 is a capital budget, in which vehicles are bought with a project's own money.
    p.economic_code IN ('30217', '30231', '30212', '31013') AS is_public_expense,
    CASE WHEN p.economic_code IN ('30217', '30231', '30212', '31013') THEN b.approved END AS item_approved
FROM record.payments AS p
LEFT JOIN step.payment_texts AS s ON s.found_in = 'summary' AND s.text = p.summary
LEFT JOIN step.payment_texts AS y ON y.found_in = 'payee' AND y.text = p.payee
LEFT JOIN step.summary_codes AS c ON c.summary = p.summary
LEFT JOIN ref.item_codes AS i ON i.code = p.economic_code
LEFT JOIN step.public_expense_budgets AS b
    ON b.fiscal_year = year(p.paid_on) AND b.department_code = p.department_code AND b.item = i.item
LEFT JOIN step.card_mandatory_codes AS m ON m.economic_code = p.economic_code AND m.paid_on = p.paid_on
LEFT JOIN ref.parameters AS l
    ON
        l.rule = 'CARD-R01'
        AND l.parameter = 'no_terminal_line'
        AND p.paid_on >= l.effective_from
        AND (p.paid_on <= l.effective_to OR l.effective_to IS NULL);
