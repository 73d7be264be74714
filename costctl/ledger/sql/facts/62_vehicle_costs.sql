-- One row per cost of a vehicle. A distance below 0 is not recorded.
CREATE OR REPLACE VIEW fact.vehicle_costs AS
SELECT
    c.row_id,
    c.record_key,
    c.cost_no,
    c.plate_no,
    c.department_code,
    c.incurred_on,
    c.cost_kind,
    c.amount,
    CASE WHEN c.mileage_km >= 0 THEN c.mileage_km END AS mileage_km,
    c.dispatch_no,
    c.has_itemised_bill,
    c.merchant_name,
    c.payment_method
FROM record.vehicle_costs AS c;
