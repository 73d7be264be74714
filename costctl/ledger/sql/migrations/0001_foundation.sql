-- What every ledger holds besides the records: batches and their sheets, sightings, rejects, the history.
-- Tables of schema base only grow; nothing in them is changed or deleted.
CREATE SCHEMA base;
CREATE SCHEMA record;
CREATE SCHEMA ref;
CREATE SCHEMA fact;

-- One row per imported file.
CREATE TABLE base.batches (
    batch_no INTEGER NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    loaded_at TIMESTAMP NOT NULL,  -- UTC
    loaded_by VARCHAR NOT NULL
);

-- One row per sheet of an imported file that was loaded, with its receipt.
CREATE TABLE base.sheets (
    batch_no INTEGER NOT NULL,
    sheet_no INTEGER NOT NULL,     -- position in the file, from 1
    sheet VARCHAR,                 -- NULL: a CSV file's only sheet
    kind VARCHAR NOT NULL,
    layout VARCHAR,
    records_read BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    revised BIGINT NOT NULL,
    already_present BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    amount_accepted DECIMAL(18, 2)
);

-- One row per further sighting of a record; the first stands in the record's own row.
CREATE TABLE base.sightings (
    kind VARCHAR NOT NULL,
    row_id BIGINT NOT NULL,
    batch_no INTEGER NOT NULL,
    sheet_no INTEGER NOT NULL,
    row_no BIGINT NOT NULL,        -- physical row in the file or sheet
    outcome VARCHAR NOT NULL       -- accepted (again after an undo), revised (back to earlier content), already_present
);

-- One row per batch that was taken back.
CREATE TABLE base.retractions (
    batch_no INTEGER NOT NULL,
    retracted_at TIMESTAMP NOT NULL,
    retracted_by VARCHAR NOT NULL
);

-- One row per record that was not understood.
CREATE TABLE base.rejects (
    reject_no INTEGER NOT NULL,
    batch_no INTEGER NOT NULL,
    sheet_no INTEGER NOT NULL,
    row_no BIGINT NOT NULL,
    column_name VARCHAR,
    code VARCHAR NOT NULL,
    found VARCHAR,                 -- card numbers masked
    about VARCHAR,                 -- JSON: what else the text of the code names
    record_key VARCHAR,            -- NULL: a part of it could not be read
    cells VARCHAR                  -- JSON: the row as read, card numbers masked
);

-- One row per reject that a person closed.
CREATE TABLE base.reject_closings (
    reject_no INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    closed_at TIMESTAMP NOT NULL,
    closed_by VARCHAR NOT NULL
);

-- One row per change of the ledger, chained: hash covers all other columns, previous is the hash of the entry before.
CREATE TABLE base.history (
    seq INTEGER NOT NULL,
    recorded_at VARCHAR NOT NULL,           -- ISO 8601, UTC
    actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,       -- JSON, keys sorted
    previous VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
