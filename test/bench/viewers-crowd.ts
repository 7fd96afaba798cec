import { Agent, get, type IncomingMessage } from 'node:http';
import { bringMail } from './scale-load.ts';

// Everybody who has the queue open, and the mail that comes in, in one process: what they cost is no part of what is measured.

export interface CrowdOrder {
  readonly url: string;
  readonly dataPath: string;
  /** Of each agent; they share the streams. */
  readonly cookies: readonly string[];
  readonly streams: number;
  readonly mailsPerSecond: number;
}

/** What has happened so far. */
export interface Crowd {
  readonly lists: number;
  readonly mails: number;
  /** Milliseconds of each list. */
  readonly listTimes: readonly number[];
  readonly processorMilliseconds: number;
}

const counts = { mails: 0 };
const listTimes: number[] = [];
const lines = new Agent({ keepAlive: true });

process.on('message', (message: CrowdOrder | 'count') => {
  if (message !== 'count') return begin(message);
  const { user, system } = process.cpuUsage();
  const crowd: Crowd = {
    ...counts,
    lists: listTimes.length,
    listTimes,
    processorMilliseconds: (user + system) / 1000,
  };
  return process.send?.(crowd);
});
process.on('disconnect', () => process.exit());

function begin({ url, dataPath, cookies, streams, mailsPerSecond }: CrowdOrder): void {
  for (let n = 0; n < streams; n++) watchQueue(url, cookies[n % cookies.length] ?? '');
  const { signal } = new AbortController();
  void bringMail({ dataPath, perSecond: mailsPerSecond, signal, counts });
}

/** Reads the list again at each event, as htmx does. */
function watchQueue(url: string, cookie: string): void {
  let isReading = false;
  get(`${url}/events`, { headers: { cookie } }, (stream) => {
    stream.setEncoding('latin1').on('data', (text: string) => {
      if (!/^event: ?(tickets|resync)$/m.test(text) || isReading) return;
      isReading = true;
      readList(url, cookie, () => {
        isReading = false;
      });
    });
  });
}

function readList(url: string, cookie: string, done: () => void): void {
  const began = performance.now();
  const headers = { cookie, 'accept-encoding': 'gzip', 'hx-request': 'true', 'hx-target': 'ticket-list' };
  get(`${url}/tickets`, { headers, agent: lines }, (answer: IncomingMessage) => {
    answer.resume().on('end', () => {
      listTimes.push(performance.now() - began);
      done();
    });
  });
}
