-- A hash of what people read, by row: the cipher and SQLite notice no flipped bit. Written in the transaction that changes
-- the row; triggers note which rows those are.
CREATE TABLE seals (
  kind TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (kind, row_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE seal_pending (
  kind TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  PRIMARY KEY (kind, row_id)
) STRICT, WITHOUT ROWID;

-- Rows up to here were there before the first seal; they get theirs when there is time.
CREATE TABLE seal_starts (
  kind TEXT PRIMARY KEY,
  last_unsealed INTEGER NOT NULL,
  -- How far they have been sealed.
  done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO seal_starts VALUES
  ('article', (SELECT coalesce(max(id), 0) FROM articles), 0),
  ('ticket', (SELECT coalesce(max(id), 0) FROM tickets), 0),
  ('customer', (SELECT coalesce(max(id), 0) FROM customers), 0),
  ('rendering', (SELECT coalesce(max(article_id), 0) FROM renderings), 0);

CREATE TRIGGER seal_article_added AFTER INSERT ON articles
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('article', new.id); END;
CREATE TRIGGER seal_article_changed AFTER UPDATE ON articles
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('article', new.id); END;
CREATE TRIGGER seal_article_removed AFTER DELETE ON articles
BEGIN
  DELETE FROM seals WHERE kind = 'article' AND row_id = old.id;
  DELETE FROM seal_pending WHERE kind = 'article' AND row_id = old.id;
END;

-- An attachment's name is read with its article.
CREATE TRIGGER seal_attachment_added AFTER INSERT ON attachments
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('article', new.article_id); END;
CREATE TRIGGER seal_attachment_changed AFTER UPDATE ON attachments
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('article', old.article_id), ('article', new.article_id); END;
CREATE TRIGGER seal_attachment_removed AFTER DELETE ON attachments
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('article', old.article_id); END;

CREATE TRIGGER seal_rendering_added AFTER INSERT ON renderings
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('rendering', new.article_id); END;
CREATE TRIGGER seal_rendering_changed AFTER UPDATE ON renderings
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('rendering', new.article_id); END;
CREATE TRIGGER seal_rendering_removed AFTER DELETE ON renderings
BEGIN
  DELETE FROM seals WHERE kind = 'rendering' AND row_id = old.article_id;
  DELETE FROM seal_pending WHERE kind = 'rendering' AND row_id = old.article_id;
END;

CREATE TRIGGER seal_ticket_added AFTER INSERT ON tickets
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('ticket', new.id); END;
CREATE TRIGGER seal_ticket_changed AFTER UPDATE ON tickets
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('ticket', new.id); END;
CREATE TRIGGER seal_ticket_removed AFTER DELETE ON tickets
BEGIN
  DELETE FROM seals WHERE kind = 'ticket' AND row_id = old.id;
  DELETE FROM seal_pending WHERE kind = 'ticket' AND row_id = old.id;
END;

CREATE TRIGGER seal_customer_added AFTER INSERT ON customers
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('customer', new.id); END;
CREATE TRIGGER seal_customer_changed AFTER UPDATE ON customers
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('customer', new.id); END;
CREATE TRIGGER seal_customer_removed AFTER DELETE ON customers
BEGIN
  DELETE FROM seals WHERE kind = 'customer' AND row_id = old.id;
  DELETE FROM seal_pending WHERE kind = 'customer' AND row_id = old.id;
END;
