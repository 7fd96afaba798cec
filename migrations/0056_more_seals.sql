-- What people read of an article beside its words is sealed too, and so is what happened. Facts only ever come behind
-- each other, so one seal stands for 64 of them.
CREATE TABLE fact_blocks (
  -- Facts from (id - 1) * 64 on.
  id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO fact_blocks SELECT DISTINCT id / 64 + 1 FROM facts;

CREATE TRIGGER seal_fact_added AFTER INSERT ON facts
BEGIN
  INSERT OR IGNORE INTO fact_blocks VALUES (new.id / 64 + 1);
  INSERT OR IGNORE INTO seal_pending VALUES ('fact', new.id / 64 + 1);
END;
CREATE TRIGGER seal_fact_changed AFTER UPDATE ON facts
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('fact', new.id / 64 + 1); END;
CREATE TRIGGER seal_fact_removed AFTER DELETE ON facts
BEGIN INSERT OR IGNORE INTO seal_pending VALUES ('fact', old.id / 64 + 1); END;

-- The seals of these were made of less: they are made anew when there is time.
DELETE FROM seals WHERE kind IN ('article', 'ticket', 'rendering');
INSERT OR REPLACE INTO seal_starts VALUES
  ('ticket', (SELECT coalesce(max(id), 0) FROM tickets), 0),
  ('rendering', (SELECT coalesce(max(article_id), 0) FROM renderings), 0),
  ('article', (SELECT coalesce(max(id), 0) FROM articles), 0),
  ('fact', (SELECT coalesce(max(id), 0) FROM fact_blocks), 0);
