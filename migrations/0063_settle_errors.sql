-- Why a server has not been told of a message is a code with facts, as JSON; what older versions wrote is kept in its words.
UPDATE receipts SET settle_error = json_object('code', 'words', 'text', settle_error) WHERE settle_error IS NOT NULL;
