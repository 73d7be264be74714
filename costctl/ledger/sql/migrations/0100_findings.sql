-- Runs of the rule book and what they found. A finding is a rule and a subject; what is said of it grows event by event.

-- One row per run.
CREATE TABLE base.runs (
    run_no INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL,     -- UTC
    duration_ms BIGINT NOT NULL,
    as_of DATE NOT NULL,
    fiscal_year INTEGER,               -- NULL: every year
    rules VARCHAR[] NOT NULL,          -- empty: every rule
    departments VARCHAR[] NOT NULL,    -- empty: every department
    rulebook VARCHAR NOT NULL          -- SHA-256 of the rule book
);

-- One row per rule of a run.
CREATE TABLE base.run_rules (
    run_no INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    rule_digest VARCHAR NOT NULL,      -- SHA-256 of the rule with its values
    flagged BIGINT,                    -- NULL, as the other counts, where the rule failed
    clear BIGINT,
    cannot_assess BIGINT,
    out_of_force BIGINT,
    problem VARCHAR                    -- why it failed
);

-- One row per subject that a rule has ever flagged.
CREATE TABLE base.findings (
    finding_no BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    first_run_no INTEGER NOT NULL
);

-- One row per change of a finding: found, found otherwise, cleared, no longer assessable.
CREATE TABLE base.finding_events (
    event_no BIGINT NOT NULL,
    finding_no BIGINT NOT NULL,
    run_no INTEGER NOT NULL,
    status VARCHAR NOT NULL,           -- open, cleared, unassessable
    rule_digest VARCHAR NOT NULL,      -- SHA-256 of the rule that said the rest of this row
    control VARCHAR NOT NULL,
    item_control VARCHAR,
    severity VARCHAR NOT NULL,
    department VARCHAR,
    subject_kind VARCHAR NOT NULL,     -- the fact view
    source_kind VARCHAR NOT NULL,      -- the record kind of row_ids
    row_ids BIGINT[] NOT NULL,
    dated DATE NOT NULL,
    amount DECIMAL(18, 2),
    excess DECIMAL(18, 2),
    message_zh VARCHAR NOT NULL USING COMPRESSION zstd,
    message_en VARCHAR NOT NULL USING COMPRESSION zstd,
    basis VARCHAR NOT NULL,            -- JSON: [{document, article}]
    values_used VARCHAR NOT NULL,      -- JSON: name to value
    value_sources VARCHAR              -- lines of jurisdiction|documents|provenance
);

-- One row per finding as it stands after the last run that touched it.
CREATE VIEW record.findings AS
SELECT
    f.finding_no,
    printf('F%06d', f.finding_no) AS finding,
    f.rule,
    f.subject,
    f.first_run_no,
    e.run_no,
    e.event_no,
    e.status,
    e.rule_digest,
    e.control,
    e.item_control,
    e.severity,
    e.department,
    e.subject_kind,
    e.source_kind,
    e.row_ids,
    e.dated,
    e.amount,
    e.excess,
    e.message_zh,
    e.message_en,
    e.basis,
    e.values_used,
    e.value_sources
FROM base.finding_events AS e
JOIN (
    SELECT last.finding_no, max(last.event_no) AS event_no
    FROM base.finding_events AS last
    GROUP BY last.finding_no
) AS latest ON latest.event_no = e.event_no
JOIN base.findings AS f ON f.finding_no = e.finding_no;
