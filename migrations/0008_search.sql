-- Full text of every article. It keeps no text of its own (content=''): excerpts are cut from the articles.
-- A rowid is the ticket's id, shifted by 32 bits, with the article's id below, so that hits name their ticket by themselves.
CREATE VIRTUAL TABLE search_index USING fts5 (
  subject, body, sender, recipients, customer, files,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- Articles that changed in the transaction under way; every write ends by indexing and forgetting them.
CREATE TABLE search_pending (article_id INTEGER PRIMARY KEY) STRICT;

CREATE VIEW search_documents AS
SELECT
  articles.id AS article_id,
  (articles.ticket_id << 32) | articles.id AS document_id,
  tickets.number || ' ' || tickets.subject
    || CASE WHEN articles.subject = tickets.subject THEN '' ELSE ' ' || articles.subject END AS subject,
  substr(articles.text, 1, 200000) AS body,
  articles.from_name || ' ' || articles.from_address
    || coalesce((SELECT ' ' || users.name FROM users WHERE users.id = articles.user_id), '') AS sender,
  coalesce((SELECT group_concat((value ->> 'name') || ' ' || (value ->> 'address'), ' ') FROM json_each(articles."to")), '')
    || coalesce((SELECT ' ' || group_concat((value ->> 'name') || ' ' || (value ->> 'address'), ' ') FROM json_each(articles.cc)), '')
    AS recipients,
  customers.name || ' ' || customers.email
    || coalesce((SELECT ' ' || group_concat(address, ' ') FROM customer_addresses WHERE customer_id = customers.id), '')
    AS customer,
  coalesce((SELECT group_concat(name, ' ') FROM attachments WHERE article_id = articles.id), '') AS files
FROM articles
JOIN tickets ON tickets.id = articles.ticket_id
JOIN customers ON customers.id = tickets.customer_id;

CREATE TRIGGER search_article_added AFTER INSERT ON articles
BEGIN
  INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;

CREATE TRIGGER search_article_changed
AFTER UPDATE OF ticket_id, user_id, from_name, from_address, "to", cc, subject, text ON articles
BEGIN
  DELETE FROM search_index WHERE rowid = (old.ticket_id << 32) | old.id;
  INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;

CREATE TRIGGER search_article_removed AFTER DELETE ON articles
BEGIN
  DELETE FROM search_index WHERE rowid = (old.ticket_id << 32) | old.id;
  DELETE FROM search_pending WHERE article_id = old.id;
END;

CREATE TRIGGER search_attachment_added AFTER INSERT ON attachments
BEGIN
  INSERT OR IGNORE INTO search_pending VALUES (new.article_id);
END;

CREATE TRIGGER search_attachment_changed AFTER UPDATE OF name, article_id ON attachments
BEGIN
  INSERT OR IGNORE INTO search_pending VALUES (old.article_id), (new.article_id);
END;

CREATE TRIGGER search_attachment_removed AFTER DELETE ON attachments
BEGIN
  INSERT OR IGNORE INTO search_pending VALUES (old.article_id);
END;

CREATE TRIGGER search_ticket_changed AFTER UPDATE OF number, subject, customer_id ON tickets
WHEN (old.number, old.subject, old.customer_id) IS NOT (new.number, new.subject, new.customer_id)
BEGIN
  INSERT OR IGNORE INTO search_pending SELECT id FROM articles WHERE ticket_id = new.id;
END;

CREATE TRIGGER search_customer_changed AFTER UPDATE OF name, email ON customers
WHEN (old.name, old.email) IS NOT (new.name, new.email)
BEGIN
  INSERT OR IGNORE INTO search_pending
  SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = new.id;
END;

CREATE TRIGGER search_address_added AFTER INSERT ON customer_addresses
BEGIN
  INSERT OR IGNORE INTO search_pending
  SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = new.customer_id;
END;

CREATE TRIGGER search_address_removed AFTER DELETE ON customer_addresses
BEGIN
  INSERT OR IGNORE INTO search_pending
  SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = old.customer_id;
END;

CREATE TRIGGER search_address_moved AFTER UPDATE ON customer_addresses
BEGIN
  INSERT OR IGNORE INTO search_pending
  SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id
  WHERE tickets.customer_id IN (old.customer_id, new.customer_id);
END;

CREATE TRIGGER search_author_changed AFTER UPDATE OF name ON users
WHEN old.name IS NOT new.name
BEGIN
  INSERT OR IGNORE INTO search_pending SELECT id FROM articles WHERE user_id = new.id;
END;

INSERT INTO search_index (rowid, subject, body, sender, recipients, customer, files)
SELECT document_id, subject, body, sender, recipients, customer, files FROM search_documents ORDER BY article_id;
