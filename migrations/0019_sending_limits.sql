-- How many recipients a channel has written to within a day.
CREATE INDEX outbox_by_time ON outbox (channel_id, sent_at);
