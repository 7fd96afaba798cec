-- When a quarantined message was last asked for or read again.
ALTER TABLE quarantine ADD COLUMN tried_at INTEGER;

-- The pages ask for what is open, at each view.
CREATE INDEX quarantine_open ON quarantine (id) WHERE resolved_at IS NULL;
