-- Why a message is in quarantine was one sentence: from here on it is a code with facts, as JSON. What older versions
-- wrote is turned into them by src/db/care/convert-quarantine.ts, in the transaction of this migration.
SELECT 1;
