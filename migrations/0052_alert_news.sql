-- An alert is what happened with its facts; its words are made when it is sent. What older versions wrote stays as it was.
ALTER TABLE alerts ADD COLUMN news TEXT NOT NULL DEFAULT '{"code":"test"}';
UPDATE alerts SET news = json_object('code', 'words', 'subject', subject, 'text', text);
ALTER TABLE alerts DROP COLUMN subject;
ALTER TABLE alerts DROP COLUMN text;
ALTER TABLE alerts RENAME COLUMN failure TO problem;
UPDATE alerts SET problem = json_object('code', 'said', 'text', problem) WHERE problem IS NOT NULL;
UPDATE alerts SET route = json_object('way', 'words', 'text', route) WHERE route IS NOT NULL;
ALTER TABLE webhook_deliveries RENAME COLUMN reason TO problem;
UPDATE webhook_deliveries SET problem = json_object('code', 'said', 'text', problem) WHERE problem IS NOT NULL;
