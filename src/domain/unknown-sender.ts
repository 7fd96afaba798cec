/** Stands in for the customer of mail without any usable address (RFC 2606 keeps the domain free). It has no name: pages say what it is. */
export const unknownSender = 'unknown-sender@mail.invalid';
