-- What lists are sorted by beside the latest activity. Only tickets that are not closed are sorted by it: an archive of a
-- million closed ones costs nothing.
-- When the first message was written, which for imported mail is before its ticket was made.
ALTER TABLE tickets ADD COLUMN opened_at INTEGER;
-- Since when the customer waits for an answer; null: he does not.
ALTER TABLE tickets ADD COLUMN waiting_since INTEGER;
-- The customer's name, or his address, in lower case.
ALTER TABLE tickets ADD COLUMN customer_key TEXT NOT NULL DEFAULT '';

UPDATE tickets SET
  opened_at = coalesce((SELECT min(sent_at, created_at) FROM articles WHERE ticket_id = tickets.id ORDER BY id LIMIT 1), created_at),
  customer_key = (SELECT lower(coalesce(nullif(name, ''), email)) FROM customers WHERE id = customer_id);
UPDATE tickets SET waiting_since = (
  SELECT min(min(sent_at, created_at)) FROM articles
  WHERE ticket_id = tickets.id AND kind = 'email' AND direction = 'in' AND automatic = 'no' AND id > coalesce(
    (SELECT max(id) FROM articles AS answer WHERE answer.ticket_id = tickets.id AND answer.kind = 'email'
      AND answer.direction = 'out' AND answer.automatic = 'no'), 0))
WHERE state <> 'closed';
UPDATE customers SET created_at = min(created_at, coalesce((SELECT min(opened_at) FROM tickets WHERE customer_id = customers.id), created_at));

CREATE INDEX tickets_by_opening ON tickets (state, opened_at, id) WHERE state IN ('new', 'open', 'waiting');
CREATE INDEX tickets_by_waiting ON tickets (state, coalesce(waiting_since, 9007199254740991), id) WHERE state IN ('new', 'open', 'waiting');
CREATE INDEX tickets_by_customer_key ON tickets (state, customer_key, id) WHERE state IN ('new', 'open', 'waiting');
CREATE INDEX tickets_by_priority ON tickets
  (state, (CASE priority WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END) * 100000000000000 + last_article_at, id)
  WHERE state IN ('new', 'open', 'waiting');

CREATE TRIGGER ticket_named AFTER INSERT ON tickets
BEGIN
  UPDATE tickets SET customer_key = (SELECT lower(coalesce(nullif(name, ''), email)) FROM customers WHERE id = new.customer_id)
  WHERE id = new.id;
END;

CREATE TRIGGER ticket_renamed AFTER UPDATE OF customer_id ON tickets
BEGIN
  UPDATE tickets SET customer_key = (SELECT lower(coalesce(nullif(name, ''), email)) FROM customers WHERE id = new.customer_id)
  WHERE id = new.id;
END;

CREATE TRIGGER customer_renamed AFTER UPDATE OF name, email ON customers
BEGIN
  UPDATE tickets SET customer_key = lower(coalesce(nullif(new.name, ''), new.email)) WHERE customer_id = new.id;
END;

CREATE TRIGGER ticket_begun AFTER INSERT ON articles
BEGIN
  UPDATE customers SET created_at = min(created_at, new.sent_at, new.created_at)
  WHERE id = (SELECT customer_id FROM tickets WHERE id = new.ticket_id AND opened_at IS NULL);
  UPDATE tickets SET opened_at = min(new.sent_at, new.created_at) WHERE id = new.ticket_id AND opened_at IS NULL;
END;

-- A date that the sender made up does not put him before the others: no wait begins before the ticket's last message.
CREATE TRIGGER ticket_waits_for_answer AFTER INSERT ON articles
WHEN new.kind = 'email' AND new.direction = 'in' AND new.automatic = 'no'
BEGIN
  UPDATE tickets SET waiting_since = min(new.created_at, max(new.sent_at, last_article_at))
  WHERE id = new.ticket_id AND waiting_since IS NULL;
END;

CREATE TRIGGER ticket_answered AFTER INSERT ON articles
WHEN new.kind = 'email' AND new.direction = 'out' AND new.automatic = 'no'
BEGIN
  UPDATE tickets SET waiting_since = NULL WHERE id = new.ticket_id AND waiting_since IS NOT NULL;
END;

CREATE TRIGGER ticket_waits_no_longer AFTER UPDATE OF state ON tickets
WHEN new.state = 'closed' AND old.state <> 'closed' AND new.waiting_since IS NOT NULL
BEGIN
  UPDATE tickets SET waiting_since = NULL WHERE id = new.id;
END;
