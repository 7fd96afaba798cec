-- A customer's further addresses; the one he is shown with stands in customers.email.
CREATE TABLE customer_addresses (
  address TEXT PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_addresses_by_customer ON customer_addresses (customer_id);

-- What agents keep about a customer, and since when his mail is put aside.
ALTER TABLE customers ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN blocked_at INTEGER;

-- A person's named searches.
CREATE TABLE saved_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX saved_views_by_name ON saved_views (user_id, name);
