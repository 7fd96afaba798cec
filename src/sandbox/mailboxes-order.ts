export interface StoredMessage {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
  internalDate: Date;
  /** Stays with the message wherever it is moved: Graph's immutable id is made of it. */
  number: number;
  /** A new one each time the message comes into a folder: Graph's usual id is made of it. */
  place: number;
  /** The mailbox's count of changes when this message changed last: Graph's changeKey. */
  changedAt: number;
  /** The flags as the log last saw them. */
  flagBits: number;
  /** What only Graph keeps. */
  extras?: MessageExtras;
}

export interface MessageExtras {
  categories?: string[];
  /** Named properties by their id, such as `String {00020329-0000-0000-C000-000000000046} Name X`. */
  properties?: Record<string, string>;
  /** Header fields that were lost when a draft was made of MIME, with their line ends. */
  lostHeaders?: string;
}

/** @returns where `uid` stands, or where it would, in messages that are in the order of their UIDs. */
export function findPosition(messages: readonly StoredMessage[], uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? Number.POSITIVE_INFINITY) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns the messages with these UIDs, leaving out the ones that are not there. */
export function findByUid(messages: readonly StoredMessage[], uids: readonly number[]): StoredMessage[] {
  return uids.flatMap((uid) => {
    const message = messages[findPosition(messages, uid)];
    return message?.uid === uid ? [message] : [];
  });
}

/**
 * Takes messages out of a list, in one pass. `uids` ascending; unknown ones are passed over.
 * @returns the sequence number each one has at the moment its EXPUNGE is told (RFC 9051 section 7.5.1).
 */
export function removeByUid(messages: StoredMessage[], uids: readonly number[]): number[] {
  const numbers: number[] = [];
  const first = uids[0];
  if (first === undefined) return numbers;
  let kept = findPosition(messages, first);
  let next = 0;
  for (let index = kept; index < messages.length; index++) {
    const message = messages[index];
    if (!message) break;
    while (next < uids.length && (uids[next] ?? 0) < message.uid) next++;
    if (uids[next] === message.uid) numbers.push(kept + 1);
    else messages[kept++] = message;
  }
  messages.length = kept;
  return numbers;
}
