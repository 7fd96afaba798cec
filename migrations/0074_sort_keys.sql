-- SQLite's lower() knows letters of ASCII alone: a name with others is sorted by a key that the program makes. Null: none is needed.
ALTER TABLE customers ADD COLUMN sort_key TEXT;

DROP TRIGGER ticket_named;
CREATE TRIGGER ticket_named AFTER INSERT ON tickets
BEGIN
  UPDATE tickets SET customer_key =
    (SELECT coalesce(sort_key, lower(coalesce(nullif(name, ''), email))) FROM customers WHERE id = new.customer_id)
  WHERE id = new.id;
END;

DROP TRIGGER ticket_renamed;
CREATE TRIGGER ticket_renamed AFTER UPDATE OF customer_id ON tickets
BEGIN
  UPDATE tickets SET customer_key =
    (SELECT coalesce(sort_key, lower(coalesce(nullif(name, ''), email))) FROM customers WHERE id = new.customer_id)
  WHERE id = new.id;
END;

DROP TRIGGER customer_renamed;
CREATE TRIGGER customer_renamed AFTER UPDATE OF name, email, sort_key ON customers
BEGIN
  UPDATE tickets SET customer_key = coalesce(new.sort_key, lower(coalesce(nullif(new.name, ''), new.email)))
  WHERE customer_id = new.id;
END;
