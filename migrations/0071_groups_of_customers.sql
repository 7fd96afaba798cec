-- Which of a customer's tickets somebody may see is a matter of their groups: read from the index alone, however many he has.
DROP INDEX tickets_by_customer_activity;
CREATE INDEX tickets_by_customer_activity ON tickets (customer_id, last_article_at, group_id);
