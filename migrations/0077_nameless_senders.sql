-- Who has no address has no name either: pages say so in the language of whoever reads them.
UPDATE customers SET name = '' WHERE email = 'unknown-sender@mail.invalid' AND name = 'Unknown sender';
