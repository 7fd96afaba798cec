-- The network address of whoever did it, where somebody came by the web or the API.
ALTER TABLE facts ADD COLUMN origin TEXT;

-- The audit log shows these beside what is of no ticket.
CREATE INDEX facts_raw_opened ON facts (id) WHERE kind = 'mail.raw_opened' AND ticket_id IS NOT NULL;

-- For forgetting what is older than it is kept.
CREATE INDEX facts_with_origin ON facts (id) WHERE origin IS NOT NULL;
