-- One row per vehicle: the days on which it is held, from held_from to held_until. It is held from the day it was
-- bought, for a used car was registered long before; where that is not recorded from its registration, and where
-- neither is, always. The day on which it is retired is none.
CREATE OR REPLACE VIEW step.vehicles_held AS
SELECT
    v.department_code,
    v.plate_no,
    coalesce(v.bought_on, v.registered_on, DATE '1900-01-01') AS held_from,
    coalesce(v.retired_on - 1, DATE '9999-12-30') AS held_until
FROM record.vehicles AS v;
