-- How many customers wait for an answer is kept beside how many tickets there are: reports counted all that wait anew.
ALTER TABLE ticket_counts ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
INSERT INTO ticket_counts (group_id, state, owner_id, tickets, waiting)
  SELECT group_id, state, coalesce(owner_id, 0), 0, count(*) FROM tickets WHERE waiting_since IS NOT NULL GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET waiting = excluded.waiting;

DROP TRIGGER ticket_counted;
DROP TRIGGER ticket_uncounted;
DROP TRIGGER ticket_recounted;

CREATE TRIGGER ticket_counted AFTER INSERT ON tickets
BEGIN
  INSERT INTO ticket_counts VALUES (new.group_id, new.state, coalesce(new.owner_id, 0), 1, new.waiting_since IS NOT NULL)
    ON CONFLICT DO UPDATE SET tickets = tickets + 1, waiting = waiting + excluded.waiting;
  INSERT INTO channel_ticket_counts SELECT new.channel_id, new.state, 1 WHERE new.channel_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
END;

CREATE TRIGGER ticket_uncounted AFTER DELETE ON tickets
BEGIN
  UPDATE ticket_counts SET tickets = tickets - 1, waiting = waiting - (old.waiting_since IS NOT NULL)
    WHERE group_id = old.group_id AND state = old.state AND owner_id = coalesce(old.owner_id, 0);
  UPDATE channel_ticket_counts SET tickets = tickets - 1 WHERE channel_id = old.channel_id AND state = old.state;
END;

-- A change of the state may end the wait by another trigger, whose turn is before this one or after it: so what goes is put in,
-- too, where its row is not there yet.
CREATE TRIGGER ticket_recounted AFTER UPDATE OF group_id, state, owner_id ON tickets
WHEN (old.group_id, old.state, old.owner_id) IS NOT (new.group_id, new.state, new.owner_id)
BEGIN
  INSERT INTO ticket_counts VALUES (old.group_id, old.state, coalesce(old.owner_id, 0), -1, -(old.waiting_since IS NOT NULL))
    ON CONFLICT DO UPDATE SET tickets = tickets + excluded.tickets, waiting = waiting + excluded.waiting;
  INSERT INTO ticket_counts VALUES (new.group_id, new.state, coalesce(new.owner_id, 0), 1, new.waiting_since IS NOT NULL)
    ON CONFLICT DO UPDATE SET tickets = tickets + excluded.tickets, waiting = waiting + excluded.waiting;
END;

CREATE TRIGGER ticket_recounted_wait AFTER UPDATE OF waiting_since ON tickets
WHEN (old.group_id, old.state, old.owner_id) IS (new.group_id, new.state, new.owner_id)
  AND (old.waiting_since IS NULL) <> (new.waiting_since IS NULL)
BEGIN
  INSERT INTO ticket_counts
    VALUES (new.group_id, new.state, coalesce(new.owner_id, 0), 0, (new.waiting_since IS NOT NULL) - (old.waiting_since IS NOT NULL))
    ON CONFLICT DO UPDATE SET waiting = waiting + excluded.waiting;
END;

CREATE TRIGGER channel_ticket_recounted AFTER UPDATE OF state, channel_id ON tickets
WHEN (old.state, old.channel_id) IS NOT (new.state, new.channel_id)
BEGIN
  UPDATE channel_ticket_counts SET tickets = tickets - 1 WHERE channel_id = old.channel_id AND state = old.state;
  INSERT INTO channel_ticket_counts SELECT new.channel_id, new.state, 1 WHERE new.channel_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tickets = tickets + 1;
END;
