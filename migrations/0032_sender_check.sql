-- Whether a message comes from whom it says, as JSON; null where nobody was asked.
ALTER TABLE articles ADD COLUMN sender_check TEXT;

-- The authserv-ids of the mail servers whose word on senders counts for a channel; Exchange Online needs none.
ALTER TABLE channels ADD COLUMN trusted_servers TEXT NOT NULL DEFAULT '[]';
