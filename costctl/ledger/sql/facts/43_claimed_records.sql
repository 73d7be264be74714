-- One row per number under which something can be claimed and economic code it is claimed to: meetings, trainings,
-- trips.
CREATE OR REPLACE VIEW step.claimed_records AS
SELECT m.meeting_no AS claim_no, '30215' AS economic_code
FROM record.meetings AS m
UNION
SELECT t.training_no AS claim_no, '30216' AS economic_code
FROM record.trainings AS t
UNION
SELECT t.trip_no AS claim_no, '30211' AS economic_code
FROM record.trips AS t;
