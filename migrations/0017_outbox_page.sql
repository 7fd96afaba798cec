-- The outbox page walks each state from its newest message on.
CREATE INDEX outbox_by_place ON outbox (state, id);

-- A person has decided that it is not to be sent any more.
ALTER TABLE outbox ADD COLUMN dismissed_at INTEGER;

-- What was found in the mailbox's Sent Items about a message of unknown fate, as JSON.
ALTER TABLE outbox ADD COLUMN evidence TEXT;

-- '' looks for the usual names of Sent Items.
ALTER TABLE channels ADD COLUMN sent_folder TEXT NOT NULL DEFAULT '';

-- Mail that colleagues have sent from Outlook is imported from this instant on; null: it is not.
ALTER TABLE channels ADD COLUMN imports_sent_since INTEGER;
