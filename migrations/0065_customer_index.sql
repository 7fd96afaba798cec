-- Customers are found by any three letters of their names and addresses. What the index finds is compared with the customer
-- himself, so it need not know where in a word the letters stand.
CREATE VIRTUAL TABLE customer_index USING fts5 (words, tokenize = 'trigram', detail = 'none');

CREATE VIEW customer_documents AS
SELECT
  id AS customer_id,
  name || ' ' || email
    || coalesce((SELECT ' ' || group_concat(address, ' ') FROM customer_addresses WHERE customer_id = customers.id), '')
    AS words
FROM customers;

-- Those that have changed since they were indexed: indexed after the commit, in small steps; a search looks through them meanwhile.
CREATE TABLE customers_unindexed (customer_id INTEGER PRIMARY KEY) STRICT;
INSERT INTO customers_unindexed SELECT id FROM customers;

CREATE TRIGGER customer_added AFTER INSERT ON customers
BEGIN
  INSERT INTO customers_unindexed VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER customer_changed AFTER UPDATE OF name, email ON customers
WHEN (old.name, old.email) IS NOT (new.name, new.email)
BEGIN
  INSERT INTO customers_unindexed VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER customer_removed AFTER DELETE ON customers
BEGIN
  DELETE FROM customer_index WHERE rowid = old.id;
  DELETE FROM customers_unindexed WHERE customer_id = old.id;
END;

CREATE TRIGGER customer_address_added AFTER INSERT ON customer_addresses
BEGIN
  INSERT INTO customers_unindexed VALUES (new.customer_id) ON CONFLICT DO NOTHING;
END;

-- They go with their customer, too.
CREATE TRIGGER customer_address_removed AFTER DELETE ON customer_addresses
BEGIN
  INSERT INTO customers_unindexed SELECT id FROM customers WHERE id = old.customer_id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER customer_address_moved AFTER UPDATE ON customer_addresses
BEGIN
  INSERT INTO customers_unindexed SELECT id FROM customers WHERE id IN (old.customer_id, new.customer_id)
    ON CONFLICT DO NOTHING;
END;
