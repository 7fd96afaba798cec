-- The histories of tickets and the logs of channels were words: from here on they are facts. Both are gathered in the
-- order of time; src/db/care/convert-events.ts reads them and drops what is not needed any more.
CREATE TEMP TABLE old_events AS
  SELECT ticket_events.at, ticket_events.kind, message, user_id, ticket_id, NULL AS channel_id, number
  FROM ticket_events JOIN tickets ON tickets.id = ticket_id
  UNION ALL
  SELECT at, kind, message, NULL, NULL, channel_id, NULL FROM channel_events
  ORDER BY 1;
