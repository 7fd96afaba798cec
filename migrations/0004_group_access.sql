-- Who may do what with the tickets of a group. No row: nothing. Admins may do everything, whatever stands here.
CREATE TABLE group_access (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('read', 'answer', 'full')),
  PRIMARY KEY (user_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_access_by_group ON group_access (group_id);

-- Until now everybody saw everything; it stays so until an admin changes it.
INSERT INTO group_access (user_id, group_id, level) SELECT users.id, groups.id, 'full' FROM users, groups;

ALTER TABLE groups ADD COLUMN signature TEXT NOT NULL DEFAULT '';

-- What a mail for a closed ticket does: reopen it, or open a new one that is linked to it.
ALTER TABLE groups ADD COLUMN follow_up TEXT NOT NULL DEFAULT 'reopen' CHECK (follow_up IN ('reopen', 'new'));
