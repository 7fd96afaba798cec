-- What stands below a message where it is more than text: of a group, and of a person.
ALTER TABLE groups ADD COLUMN signature_html TEXT NOT NULL DEFAULT '';

CREATE TABLE user_signatures (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  -- Whether the group's follows below; else it stands in its place.
  with_group INTEGER NOT NULL
) STRICT;

-- The picture of a signature: of a group or of a user.
CREATE TABLE signature_pictures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER REFERENCES groups (id) ON DELETE CASCADE,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content_id TEXT NOT NULL,
  size INTEGER NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  CHECK ((group_id IS NULL) <> (user_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX signature_pictures_by_group ON signature_pictures (group_id);
CREATE UNIQUE INDEX signature_pictures_by_user ON signature_pictures (user_id);
