-- A row of the full-text index has the number of its article, so that hits come newest first by themselves, and a search
-- ends as soon as its page is full. Beginnings of three letters have an index of their own.
DROP TRIGGER search_article_added;
DROP TRIGGER search_article_changed;
DROP TRIGGER search_article_removed;
DROP TRIGGER search_attachment_added;
DROP TRIGGER search_attachment_changed;
DROP TRIGGER search_attachment_removed;
DROP TRIGGER search_ticket_changed;
DROP TRIGGER search_customer_changed;
DROP TRIGGER search_address_added;
DROP TRIGGER search_address_removed;
DROP TRIGGER search_address_moved;
DROP TRIGGER search_author_changed;
DROP VIEW search_documents;
DROP TABLE search_index;
DROP TABLE search_pending;

-- Articles that have changed since they were indexed. The stamp tells one change from the next.
CREATE TABLE search_pending (article_id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5 (
  subject, body, sender, recipients, customer, files,
  content = '', contentless_delete = 1, prefix = '3', tokenize = "unicode61 remove_diacritics 2"
);

CREATE VIEW search_documents AS
SELECT
  articles.id AS article_id,
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
  INSERT INTO search_pending VALUES (new.id, random() & 4294967295) ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_article_changed
AFTER UPDATE OF ticket_id, user_id, from_name, from_address, "to", cc, subject, text ON articles
BEGIN
  INSERT INTO search_pending VALUES (new.id, random() & 4294967295) ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_article_removed AFTER DELETE ON articles
BEGIN
  DELETE FROM search_index WHERE rowid = old.id;
  DELETE FROM search_pending WHERE article_id = old.id;
END;

CREATE TRIGGER search_attachment_added AFTER INSERT ON attachments
BEGIN
  INSERT INTO search_pending VALUES (new.article_id, random() & 4294967295) ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_attachment_changed AFTER UPDATE OF name, article_id ON attachments
BEGIN
  INSERT INTO search_pending VALUES (old.article_id, random() & 4294967295), (new.article_id, random() & 4294967295)
    ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_attachment_removed AFTER DELETE ON attachments
BEGIN
  INSERT INTO search_pending VALUES (old.article_id, random() & 4294967295) ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_ticket_changed AFTER UPDATE OF number, subject, customer_id ON tickets
WHEN (old.number, old.subject, old.customer_id) IS NOT (new.number, new.subject, new.customer_id)
BEGIN
  INSERT INTO search_pending
  SELECT id, random() & 4294967295 FROM articles WHERE ticket_id = new.id
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_customer_changed AFTER UPDATE OF name, email ON customers
WHEN (old.name, old.email) IS NOT (new.name, new.email)
BEGIN
  INSERT INTO search_pending
  SELECT articles.id, random() & 4294967295 FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = new.id
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_address_added AFTER INSERT ON customer_addresses
BEGIN
  INSERT INTO search_pending
  SELECT articles.id, random() & 4294967295 FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = new.customer_id
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_address_removed AFTER DELETE ON customer_addresses
BEGIN
  INSERT INTO search_pending
  SELECT articles.id, random() & 4294967295 FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE tickets.customer_id = old.customer_id
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_address_moved AFTER UPDATE ON customer_addresses
BEGIN
  INSERT INTO search_pending
  SELECT articles.id, random() & 4294967295 FROM tickets JOIN articles ON articles.ticket_id = tickets.id
  WHERE tickets.customer_id IN (old.customer_id, new.customer_id)
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER search_author_changed AFTER UPDATE OF name ON users
WHEN old.name IS NOT new.name
BEGIN
  INSERT INTO search_pending
  SELECT id, random() & 4294967295 FROM articles WHERE user_id = new.id
  ON CONFLICT DO UPDATE SET stamp = excluded.stamp;
END;

-- What is pending is indexed after the commit, in small steps; a search looks through it meanwhile.
INSERT INTO search_pending SELECT id, random() & 4294967295 FROM articles;

-- Messages of a span of time, newest first.
CREATE INDEX articles_by_time ON articles (sent_at, id);
