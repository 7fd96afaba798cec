-- Texts that agents put into their answers.
CREATE TABLE canned_answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  -- With variables, as {{customer}}.
  text TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX canned_answers_by_name ON canned_answers (lower(name));

-- The groups a text is offered in; without a row, in all.
CREATE TABLE canned_answer_groups (
  canned_answer_id INTEGER NOT NULL REFERENCES canned_answers (id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  PRIMARY KEY (canned_answer_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX canned_answer_groups_by_group ON canned_answer_groups (group_id);
