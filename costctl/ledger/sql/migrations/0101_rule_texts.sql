-- One row per rule as it was when a run judged by it: what makes a finding of years ago explain itself.
CREATE TABLE base.rule_texts (
    rule_digest VARCHAR NOT NULL,      -- SHA-256 of said
    rule VARCHAR NOT NULL,
    said VARCHAR NOT NULL              -- JSON: the rule with its values, without its examples
);
