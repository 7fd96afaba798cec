-- What came before is found by its Message-ID alone: however many channels there are, it is one look for each.
DROP INDEX receipts_by_message_id;
CREATE INDEX receipts_by_message_id ON receipts (message_id) WHERE message_id IS NOT NULL;

-- What a customer has opened within the last hour, however many tickets he has.
CREATE INDEX tickets_by_customer_activity ON tickets (customer_id, last_article_at);

-- Pages show how many there are; counting a million rows for each would take longer than all the rest of the page.
-- Triggers change these in the transaction that changes what is counted, and `check` counts again.
CREATE TABLE ticket_counts (
  group_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- 0: nobody
  owner_id INTEGER NOT NULL,
  tickets INTEGER NOT NULL,
  PRIMARY KEY (group_id, state, owner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_ticket_counts (
  channel_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  tickets INTEGER NOT NULL,
  PRIMARY KEY (channel_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_counts (
  -- 0: mail from files
  channel_id INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  receipts INTEGER NOT NULL,
  -- Of these, with an article; and those that the server has yet to be told about.
  articles INTEGER NOT NULL,
  unsettled INTEGER NOT NULL,
  PRIMARY KEY (channel_id, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_counts (
  state TEXT PRIMARY KEY,
  messages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO ticket_counts
  SELECT group_id, state, coalesce(owner_id, 0), count(*) FROM tickets GROUP BY 1, 2, 3;
INSERT INTO channel_ticket_counts
  SELECT channel_id, state, count(*) FROM tickets WHERE channel_id IS NOT NULL GROUP BY 1, 2;
INSERT INTO receipt_counts
  SELECT coalesce(channel_id, 0), outcome, count(*), count(article_id), count(*) FILTER (WHERE settled_at IS NULL)
  FROM receipts GROUP BY 1, 2;
INSERT INTO outbox_counts SELECT state, count(*) FROM outbox GROUP BY 1;

CREATE TRIGGER ticket_counted AFTER INSERT ON tickets
BEGIN
  INSERT INTO ticket_counts VALUES (new.group_id, new.state, coalesce(new.owner_id, 0), 1)
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
  INSERT INTO channel_ticket_counts SELECT new.channel_id, new.state, 1 WHERE new.channel_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
END;

CREATE TRIGGER ticket_uncounted AFTER DELETE ON tickets
BEGIN
  UPDATE ticket_counts SET tickets = tickets - 1
    WHERE group_id = old.group_id AND state = old.state AND owner_id = coalesce(old.owner_id, 0);
  UPDATE channel_ticket_counts SET tickets = tickets - 1 WHERE channel_id = old.channel_id AND state = old.state;
END;

CREATE TRIGGER ticket_recounted AFTER UPDATE OF group_id, state, owner_id, channel_id ON tickets
WHEN (old.group_id, old.state, old.owner_id, old.channel_id) IS NOT (new.group_id, new.state, new.owner_id, new.channel_id)
BEGIN
  UPDATE ticket_counts SET tickets = tickets - 1
    WHERE group_id = old.group_id AND state = old.state AND owner_id = coalesce(old.owner_id, 0);
  UPDATE channel_ticket_counts SET tickets = tickets - 1 WHERE channel_id = old.channel_id AND state = old.state;
  INSERT INTO ticket_counts VALUES (new.group_id, new.state, coalesce(new.owner_id, 0), 1)
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
  INSERT INTO channel_ticket_counts SELECT new.channel_id, new.state, 1 WHERE new.channel_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
END;

CREATE TRIGGER receipt_counted AFTER INSERT ON receipts
BEGIN
  INSERT INTO receipt_counts
    VALUES (coalesce(new.channel_id, 0), new.outcome, 1, new.article_id IS NOT NULL, new.settled_at IS NULL)
    ON CONFLICT DO UPDATE SET receipts = receipts + 1, articles = articles + excluded.articles,
      unsettled = unsettled + excluded.unsettled;
END;

CREATE TRIGGER receipt_uncounted AFTER DELETE ON receipts
BEGIN
  UPDATE receipt_counts SET receipts = receipts - 1, articles = articles - (old.article_id IS NOT NULL),
    unsettled = unsettled - (old.settled_at IS NULL)
    WHERE channel_id = coalesce(old.channel_id, 0) AND outcome = old.outcome;
END;

CREATE TRIGGER receipt_recounted AFTER UPDATE OF channel_id, outcome, article_id, settled_at ON receipts
WHEN (old.channel_id, old.outcome, old.article_id IS NULL, old.settled_at IS NULL)
  IS NOT (new.channel_id, new.outcome, new.article_id IS NULL, new.settled_at IS NULL)
BEGIN
  UPDATE receipt_counts SET receipts = receipts - 1, articles = articles - (old.article_id IS NOT NULL),
    unsettled = unsettled - (old.settled_at IS NULL)
    WHERE channel_id = coalesce(old.channel_id, 0) AND outcome = old.outcome;
  INSERT INTO receipt_counts
    VALUES (coalesce(new.channel_id, 0), new.outcome, 1, new.article_id IS NOT NULL, new.settled_at IS NULL)
    ON CONFLICT DO UPDATE SET receipts = receipts + 1, articles = articles + excluded.articles,
      unsettled = unsettled + excluded.unsettled;
END;

CREATE TRIGGER outbox_counted AFTER INSERT ON outbox
BEGIN
  INSERT INTO outbox_counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET messages = messages + 1;
END;

CREATE TRIGGER outbox_uncounted AFTER DELETE ON outbox
BEGIN
  UPDATE outbox_counts SET messages = messages - 1 WHERE state = old.state;
END;

CREATE TRIGGER outbox_recounted AFTER UPDATE OF state ON outbox WHEN old.state <> new.state
BEGIN
  UPDATE outbox_counts SET messages = messages - 1 WHERE state = old.state;
  INSERT INTO outbox_counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET messages = messages + 1;
END;
