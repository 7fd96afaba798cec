-- Between which times messages of ten thousand numbers each were sent: a search for dates leaves out the blocks that hold none.
CREATE TABLE article_blocks (block INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL) STRICT;

INSERT INTO article_blocks
  SELECT id / 10000, min(sent_at), max(sent_at) FROM articles INDEXED BY articles_by_time GROUP BY 1;

CREATE TRIGGER article_dated AFTER INSERT ON articles
BEGIN
  INSERT INTO article_blocks VALUES (new.id / 10000, new.sent_at, new.sent_at)
    ON CONFLICT DO UPDATE SET earliest = min(earliest, excluded.earliest), latest = max(latest, excluded.latest)
    WHERE excluded.earliest < earliest OR excluded.latest > latest;
END;

CREATE TRIGGER article_dated_anew AFTER UPDATE OF sent_at ON articles
BEGIN
  UPDATE article_blocks SET earliest = min(earliest, new.sent_at), latest = max(latest, new.sent_at)
    WHERE block = new.id / 10000;
END;
