-- What is put into a full-text index is a piece of it, and pieces are merged in steps of their own (desk/searching/merge-indexes):
-- SQLite merged hundreds of megabytes within the statement that happened to bring the next piece, and all who write waited.
-- Only 256 pieces of one level, which those steps never leave, are still merged at once.
INSERT INTO search_index (search_index, rank) VALUES ('automerge', 0);
INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 256);
INSERT INTO customer_index (customer_index, rank) VALUES ('automerge', 0);
INSERT INTO customer_index (customer_index, rank) VALUES ('crisismerge', 256);
