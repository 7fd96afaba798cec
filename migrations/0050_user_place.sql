-- The clock that a person goes by ('': the browser's), and the language of the pages ('': English).
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- Searches that a group shares; null: the person's own. Views stand in this order, then by name.
ALTER TABLE saved_views ADD COLUMN group_id INTEGER REFERENCES groups (id) ON DELETE CASCADE;
ALTER TABLE saved_views ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
CREATE INDEX saved_views_by_group ON saved_views (group_id) WHERE group_id IS NOT NULL;
