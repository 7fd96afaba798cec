-- The lists of one group and of one agent, in the order they are shown.
CREATE INDEX tickets_by_group ON tickets (group_id, state, last_article_at, id);
CREATE INDEX tickets_by_owner ON tickets (owner_id, state, last_article_at, id);
