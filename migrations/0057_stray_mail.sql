-- What lies in a channel's mailbox where nobody fetches it, as it was counted last.
CREATE TABLE other_folders (
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  use TEXT NOT NULL CHECK (use IN ('inbox', 'junk')),
  folder TEXT NOT NULL,
  messages INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  counted_at INTEGER NOT NULL,
  -- The fetched folder that an admin has called the right one, whatever lies in the inbox.
  right_folder TEXT,
  PRIMARY KEY (channel_id, use)
) STRICT, WITHOUT ROWID;

-- Mail of known customers or open tickets in the junk folder, until somebody has it fetched or it leaves the folder.
CREATE TABLE junk_mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  numbering TEXT NOT NULL,
  place TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  -- The open ticket that it belongs to; NULL: its sender is a customer.
  ticket_id INTEGER REFERENCES tickets (id) ON DELETE SET NULL,
  found_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX junk_mails_by_place ON junk_mails (channel_id, folder, numbering, place);
CREATE INDEX junk_mails_by_ticket ON junk_mails (ticket_id);
