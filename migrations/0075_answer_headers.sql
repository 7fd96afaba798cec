-- What a program reads beside the body of an answer: where the new thing is, and its version. JSON; NULL: nothing.
ALTER TABLE idempotent_requests ADD COLUMN headers TEXT;
