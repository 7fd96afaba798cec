-- What is asked when tickets, messages and their bytes are removed; without these every reference is a walk through the table.
CREATE INDEX articles_by_blob ON articles (raw_blob_id);
CREATE INDEX attachments_by_blob ON attachments (blob_id);
CREATE INDEX outbox_by_blob ON outbox (blob_id);
CREATE INDEX quarantine_by_blob ON quarantine (blob_id);
CREATE INDEX quarantine_by_receipt ON quarantine (receipt_id);
CREATE INDEX receipts_by_article ON receipts (article_id);
CREATE INDEX message_ids_by_article ON message_ids (article_id);
CREATE INDEX draft_attachments_by_blob ON draft_attachments (blob_id);
