-- What reports count: when a ticket was opened here, first answered and closed. Tickets that were closed from the beginning
-- (an archive, mail of a blocked sender) were never work, and stand here only once they are opened again.
CREATE TABLE ticket_times (
  ticket_id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL,
  -- 0: nobody
  owner_id INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  -- The first answer to a mail that came in; null: none yet
  answered_at INTEGER,
  -- Null: not closed, or merged into another
  closed_at INTEGER
) STRICT;

INSERT INTO ticket_times
SELECT id, group_id, coalesce(owner_id, 0), created_at,
  (SELECT min(answer.created_at) FROM articles AS answer
    WHERE answer.ticket_id = tickets.id AND answer.kind = 'email' AND answer.direction = 'out' AND answer.automatic = 'no'
      AND answer.created_at >= tickets.created_at AND EXISTS (SELECT 1 FROM articles AS question WHERE question.ticket_id = answer.ticket_id
        AND question.kind = 'email' AND question.direction = 'in' AND question.id < answer.id)),
  CASE WHEN state = 'closed' AND NOT EXISTS (SELECT 1 FROM ticket_merges WHERE ticket_id = tickets.id) THEN coalesce(
    (SELECT max(at) FROM facts WHERE ticket_id = tickets.id AND kind IN ('ticket.state_changed', 'ticket.answered')
      AND json_extract(data, '$.to') = 'closed'), updated_at) END
FROM tickets
WHERE state <> 'closed' OR EXISTS (SELECT 1 FROM facts WHERE ticket_id = tickets.id
  AND kind IN ('ticket.state_changed', 'ticket.answered', 'ticket.merged'));

CREATE INDEX ticket_times_opened ON ticket_times (opened_at, group_id, owner_id);
CREATE INDEX ticket_times_answered ON ticket_times (answered_at, group_id, owner_id, opened_at) WHERE answered_at IS NOT NULL;
CREATE INDEX ticket_times_closed ON ticket_times (closed_at, group_id, owner_id, opened_at) WHERE closed_at IS NOT NULL;

CREATE TRIGGER ticket_timed AFTER INSERT ON tickets WHEN new.state <> 'closed'
BEGIN
  INSERT INTO ticket_times VALUES (new.id, new.group_id, coalesce(new.owner_id, 0), new.created_at, NULL, NULL);
END;

CREATE TRIGGER ticket_untimed AFTER DELETE ON tickets
BEGIN
  DELETE FROM ticket_times WHERE ticket_id = old.id;
END;

CREATE TRIGGER ticket_moved_in_time AFTER UPDATE OF group_id, owner_id ON tickets
BEGIN
  UPDATE ticket_times SET group_id = new.group_id, owner_id = coalesce(new.owner_id, 0) WHERE ticket_id = new.id;
END;

CREATE TRIGGER ticket_closed_at AFTER UPDATE OF state ON tickets WHEN new.state = 'closed' AND old.state <> 'closed'
BEGIN
  UPDATE ticket_times SET closed_at = new.updated_at
  WHERE ticket_id = new.id AND NOT EXISTS (SELECT 1 FROM ticket_merges WHERE ticket_id = new.id);
END;

CREATE TRIGGER ticket_opened_again AFTER UPDATE OF state ON tickets WHEN new.state <> 'closed' AND old.state = 'closed'
BEGIN
  INSERT INTO ticket_times VALUES (new.id, new.group_id, coalesce(new.owner_id, 0), new.updated_at, NULL, NULL)
    ON CONFLICT DO UPDATE SET closed_at = NULL;
END;

-- A ticket that was merged is not done with: what is left to do stands in the other one.
CREATE TRIGGER ticket_merged_in_time AFTER INSERT ON ticket_merges
BEGIN
  UPDATE ticket_times SET closed_at = NULL WHERE ticket_id = new.ticket_id;
END;

CREATE TRIGGER ticket_first_answered AFTER INSERT ON articles
WHEN new.kind = 'email' AND new.direction = 'out' AND new.automatic = 'no'
BEGIN
  UPDATE ticket_times SET answered_at = new.created_at
  WHERE ticket_id = new.ticket_id AND answered_at IS NULL AND opened_at <= new.created_at
    AND EXISTS (SELECT 1 FROM articles AS question WHERE question.ticket_id = new.ticket_id
      AND question.kind = 'email' AND question.direction = 'in' AND question.id < new.id);
END;

-- An answer that was taken back, or moved to another ticket.
CREATE TRIGGER ticket_answer_gone AFTER DELETE ON articles
WHEN old.kind = 'email' AND old.direction = 'out' AND old.automatic = 'no'
BEGIN
  UPDATE ticket_times SET answered_at = (SELECT min(answer.created_at) FROM articles AS answer
    WHERE answer.ticket_id = old.ticket_id AND answer.kind = 'email' AND answer.direction = 'out' AND answer.automatic = 'no'
      AND answer.created_at >= ticket_times.opened_at AND EXISTS (SELECT 1 FROM articles AS question WHERE question.ticket_id = answer.ticket_id
        AND question.kind = 'email' AND question.direction = 'in' AND question.id < answer.id))
  WHERE ticket_id = old.ticket_id AND answered_at IS NOT NULL;
END;

CREATE TRIGGER ticket_answer_moved AFTER UPDATE OF ticket_id ON articles WHEN old.ticket_id <> new.ticket_id
BEGIN
  UPDATE ticket_times SET answered_at = (SELECT min(answer.created_at) FROM articles AS answer
    WHERE answer.ticket_id = ticket_times.ticket_id AND answer.kind = 'email' AND answer.direction = 'out' AND answer.automatic = 'no'
      AND answer.created_at >= ticket_times.opened_at AND EXISTS (SELECT 1 FROM articles AS question WHERE question.ticket_id = answer.ticket_id
        AND question.kind = 'email' AND question.direction = 'in' AND question.id < answer.id))
  WHERE ticket_id IN (old.ticket_id, new.ticket_id);
END;
