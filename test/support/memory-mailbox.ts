import type { MailReader, Place } from '../../src/domain/mail-reading.ts';

/** A mailbox in memory that is read as one on a server is, and remembers what it was told to do. */
export interface MemoryMailbox {
  put(folder: string, raw: string): Place;
  /** What is still there. */
  listPlaces(folder: string): Place[];
  /** Every message that was ever marked as read, removed or moved on. */
  readonly settled: ReadonlySet<Place>;
  /** Each line of its own, as each fetch has. */
  open(): MailReader;
}

interface Kept {
  readonly place: Place;
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

export function createMemoryMailbox(): MemoryMailbox {
  const folders = new Map<string, Map<Place, Kept>>();
  const settled = new Set<Place>();
  let last = 0;
  const nameOf = (path: string) => (path === '' ? 'INBOX' : path);
  const find = (path: string) => {
    const found = folders.get(nameOf(path)) ?? new Map<Place, Kept>();
    folders.set(nameOf(path), found);
    return found;
  };

  function open(): MailReader {
    let opened = find('');
    const take = (places: readonly Place[]) => places.flatMap((place) => opened.get(place) ?? []);
    const settle = (places: readonly Place[], isTaken: boolean) => {
      for (const place of places) {
        settled.add(place);
        if (isTaken) opened.delete(place);
      }
    };
    return {
      road: 'imap_smtp',
      deletesSingly: true,
      waitForChange: undefined,
      async openFolder(path) {
        opened = find(path);
        return { path: nameOf(path), numbering: '1', messages: opened.size, mark: String(last) };
      },
      hasNamed: undefined,
      listFolders: async () =>
        [...folders.keys()].map((path) => {
          return { path, name: path, delimiter: '/', use: undefined, isSelectable: true };
        }),
      countFolder: async (path) => ({ messages: find(path).size, unread: find(path).size }),
      hasFolder: async () => true,
      findJunk: async () => undefined,
      nameOnServer: (path) => path,
      search: async () => ({ asked: folders.size, left: 0 }),
      async list({ cursor, isComplete = false }) {
        const places = [...opened.keys()].filter((place) => isComplete || Number(place) > Number(cursor));
        const highest = String(Math.max(0, Number(cursor), ...places.map(Number)));
        return {
          places,
          cursorAfter: ([first]) => (first === undefined ? highest : String(Number(first) - 1)),
        };
      },
      describeMessages: async (places) =>
        take(places).map(({ place, raw, receivedAt }) => ({ place, size: raw.length, receivedAt })),
      fetchMessages: async (places) => take(places).map(({ place, raw }) => ({ place, raw })),
      async fetchLarge(place) {
        const found = opened.get(place);
        return found === undefined ? { kind: 'nothing' } : { kind: 'whole', raw: found.raw };
      },
      fetchHeader: async (place) => opened.get(place)?.raw,
      markRead: async (places) => settle(places, false),
      removeMessages: async (places) => settle(places, true),
      moveMessages: async (places) => settle(places, true),
      cut: () => undefined,
      close: async () => undefined,
    };
  }

  return {
    put(folder, raw) {
      const place = String(++last);
      find(folder).set(place, { place, raw: Buffer.from(raw), receivedAt: new Date() });
      return place;
    },
    listPlaces: (folder) => [...find(folder).keys()],
    settled,
    open,
  };
}
