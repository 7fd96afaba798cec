-- The Microsoft account that a user signs in with. Tenant and object id together never change; names and addresses do.
CREATE TABLE microsoft_people (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  tenant_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  -- Made by a group in Entra, which decides about the role, too.
  is_by_group INTEGER NOT NULL,
  linked_at INTEGER NOT NULL,
  UNIQUE (tenant_id, object_id)
) STRICT;
