-- When a message is to go out, where somebody has chosen a time; by whom and when it was let go before or after all.
ALTER TABLE outbox ADD COLUMN send_at INTEGER;
ALTER TABLE outbox ADD COLUMN released_at INTEGER;
-- The newest message of the ticket that whoever chose the time last has seen; NULL: the message itself.
ALTER TABLE outbox ADD COLUMN seen_article_id INTEGER;
