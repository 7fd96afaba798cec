-- What a reader of an article needs is made of the raw mail when it is first wanted, and made anew when that got better.
CREATE TABLE renderings (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  -- Of what made it.
  version INTEGER NOT NULL,
  -- The content of the message's frame; null for a message of text alone.
  html TEXT,
  -- The text with its quotes and signature apart, JSON.
  blocks TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('reader', 'own')),
  has_remote_images INTEGER NOT NULL,
  is_shortened INTEGER NOT NULL
) STRICT;

ALTER TABLE articles ADD COLUMN has_html INTEGER NOT NULL DEFAULT 0;
UPDATE articles SET has_html = 1 WHERE html IS NOT NULL;
ALTER TABLE articles DROP COLUMN html;
