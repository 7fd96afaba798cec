-- Why tickets are linked, and why mail came back, were sentences: from here on they are codes with facts, as JSON. What
-- older versions wrote is turned into them by src/db/care/convert-reasons.ts, in the transaction of this migration.
SELECT 1;
