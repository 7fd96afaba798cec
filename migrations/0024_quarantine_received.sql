-- When the mailbox got a quarantined message: the archive cut-off goes by it when the message is read after all.
ALTER TABLE quarantine ADD COLUMN received_at INTEGER;
