import * as z from 'zod';
import { findChannelRoad, noTurn, putChannelRoad } from '../../db/channel-roads.ts';
import { getChannel, updateChannel } from '../../db/channels.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { roadChoices } from '../../domain/mail-road.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { retryNow } from '../microsoft/retry-channels.ts';
import { announceNewSignIn } from './connection-change.ts';
import { triedSoon } from './note-sending.ts';

const choice = z.enum(roadChoices);

/**
 * An admin: by which road mail comes in and goes out from now on. Both are tried at once; what one road has imported, the
 * other knows. @throws AppError not_found, conflict where there is only one road
 */
export const chooseRoads = defineCommand({
  name: 'chooseRoads',
  input: z.strictObject({ channelId: id, in: choice, out: choice, deletesForGood: z.boolean() }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId, deletesForGood, ...chosen }) {
    const { tx, now, desk } = act;
    const channel = await getChannel(tx, channelId);
    if (channel.kind !== 'microsoft365') {
      throw new AppError(
        'conflict',
        `${channel.name} signs in with a password, and is reached by IMAP and SMTP only.`,
      );
    }
    const before = { in: 'either', out: 'either' };
    for (const direction of ['in', 'out'] as const) {
      const known = await findChannelRoad(tx, channelId, direction);
      before[direction] = known.choice;
      await putChannelRoad(tx, { ...known, ...noTurn, choice: chosen[direction] });
    }
    const named = (ways: { in: string; out: string }) => ({ roadIn: ways.in, roadOut: ways.out });
    const changes = listChanges(
      { ...named(before), deletesForGood: channel.deletesForGood },
      { ...named(chosen), deletesForGood },
    );
    act.record({ kind: 'channel.changed', channelId, data: { changes } });
    await updateChannel(tx, channelId, { deletesForGood, ...retryNow(channel, now), ...triedSoon(now) });
    act.after(() => announceNewSignIn(desk, channelId));
    act.after(() => act.desk.wake(channelId));
  },
});
