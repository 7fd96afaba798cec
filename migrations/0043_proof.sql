-- When the person of a session has last shown a password or a second factor. Sessions of before are asked again.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
