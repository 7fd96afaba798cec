-- A certificate authority of an account's own servers, as PEM.
ALTER TABLE mail_accounts ADD COLUMN authority TEXT;
