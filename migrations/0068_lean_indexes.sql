-- Nothing is looked for by the hash of a blob, and by its digest only what has no Message-ID: at a million messages each of these
-- indexes was 4 kB to write for every message.
DROP INDEX blobs_by_hash;
DROP INDEX receipts_by_digest;
CREATE INDEX receipts_by_digest ON receipts (channel_id, digest) WHERE message_id IS NULL;

-- A ticket that strangers refer to has very many links; those to tickets of other groups are few.
CREATE INDEX ticket_links_across ON ticket_links (ticket_id, linked_ticket_id)
  WHERE substr(reason, 1, 21) = '{"code":"other_group"';
CREATE INDEX ticket_links_across_back ON ticket_links (linked_ticket_id, ticket_id)
  WHERE substr(reason, 1, 21) = '{"code":"other_group"';
