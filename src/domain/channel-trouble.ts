import { type Owner, recallDiagnosis } from './diagnosis/diagnosis.ts';
import { healsByItself } from './diagnosis/diagnosis-rule.ts';

/** What a mailbox is used for; either can fail while the other works. */
export type ChannelWay = 'receiving' | 'sending';

/** What is known of a channel's two ways. */
interface ChannelState extends Owner {
  readonly id: number;
  readonly startedAt: Date | null;
  readonly pausedAt: Date | null;
  readonly failureCode: string | null;
  readonly failureText: string | null;
  readonly receivingSince: Date | null;
  readonly sendingState: 'untried' | 'works' | 'failing';
  readonly sendingCode: string | null;
  readonly sendingText: string | null;
  readonly sendingSince: Date | null;
}

export interface ChannelTrouble {
  readonly channelId: number;
  readonly way: ChannelWay;
  /** Of the diagnosis. */
  readonly code: string;
  readonly since: Date;
}

/** What heals by itself is worth a word only after this long. */
const patienceMilliseconds = 120_000;

/** @returns what people are to know of a channel: what needs a person at once, all else when it lasts */
export function findTroubles(channel: ChannelState, now: Date): ChannelTrouble[] {
  // A channel that somebody has paused is no surprise to anybody.
  if (channel.pausedAt !== null) return [];
  const { failureCode, failureText, receivingSince, sendingCode, sendingText, sendingSince } = channel;
  const isFailing = { receiving: channel.startedAt !== null, sending: channel.sendingState === 'failing' };
  const ways = [
    { way: 'receiving', code: failureCode, text: failureText, since: receivingSince },
    { way: 'sending', code: sendingCode, text: sendingText, since: sendingSince },
  ] as const;
  return ways.flatMap(({ way, code, text, since }) => {
    if (!isFailing[way] || code === null) return [];
    const began = since ?? now;
    const diagnosis = recallDiagnosis(code, text ?? '', channel);
    const needsPerson =
      diagnosis.retry.kind === 'reauthenticate' || (diagnosis.isSaid && !healsByItself(diagnosis));
    const isLong = now.getTime() - began.getTime() >= patienceMilliseconds;
    return needsPerson || isLong ? [{ channelId: channel.id, way, code, since: began }] : [];
  });
}
