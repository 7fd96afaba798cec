-- One or two letters are looked for as the beginning of three, so two spaces follow the last letters of a customer.
DROP VIEW customer_documents;
CREATE VIEW customer_documents AS
SELECT
  id AS customer_id,
  name || ' ' || email
    || coalesce((SELECT ' ' || group_concat(address, ' ') FROM customer_addresses WHERE customer_id = customers.id), '') || '  '
    AS words
FROM customers;

INSERT INTO customers_unindexed SELECT id FROM customers WHERE true ON CONFLICT DO NOTHING;
