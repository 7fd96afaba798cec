import type { Duty } from '../domain/actor.ts';
import { eraseOldActivity } from './channels/erase-old-activity.ts';
import { keepSubscriptions } from './channels/keep-subscriptions.ts';
import { noticeHealth } from './channels/notice-health.ts';
import { watchAppAccess } from './channels/probe-app-access.ts';
import { eraseOldTraces } from './channels/trace-channel.ts';
import { keepSendingTried } from './channels/try-sending.ts';
import { watchClock } from './channels/watch-clock.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import { createDoor } from './door.ts';
import { noticeOutages } from './fetching/notice-outages.ts';
import type { JobScheduler } from './fetching/watch-channels.ts';
import { followClock } from './follow-clock.ts';
import { eraseOldAccounts } from './microsoft/erase-old-accounts.ts';
import { createIndexing } from './searching/index-articles.ts';
import { keepAuditShort } from './settings/audit-log.ts';
import { chooseAlertWay } from './telling/choose-alert-way.ts';
import { compareContent } from './telling/compare-content.ts';
import { deliverAlerts } from './telling/deliver-alerts.ts';
import { deliverNotifications } from './telling/deliver-notifications.ts';
import { keepDeliveriesShort } from './telling/erase-deliveries.ts';
import { forgetOldAnswers } from './telling/forget-answers.ts';
import { noticeUnsent } from './telling/notice-unsent.ts';
import { sendAccountLetters } from './telling/send-account-letters.ts';
import { tellRestore } from './telling/tell-restore.ts';
import { tellWebhooks } from './telling/tell-webhooks.ts';
import { warnOfExpiries } from './telling/warn-of-expiries.ts';
import { watchDisk } from './telling/watch-disk.ts';
import { renderAhead } from './tickets/render-articles.ts';

/** No channel has these numbers. */
const key = -1;
const noticeKey = -2;
const indexKey = -3;
const webhookKey = -4;
const sendingKey = -5;
const letterKey = -6;
const subscriptionKey = -7;
const interval = 15_000;
const tenMinutes = 600_000;
const hour = 3_600_000;
const day = 24 * hour;
/** Somebody waits for it. */
const letterInterval = 3_000;

/** What has to be looked after from time to time and belongs to no single fetch. */
const chores: readonly Chore[] = [
  { name: 'followClock', run: (desk) => followClock(desk) },
  { name: 'eraseOldAccounts', run: eraseOldAccounts },
  { name: 'eraseOldActivity', run: eraseOldActivity, every: day },
  { name: 'keepAuditShort', run: keepAuditShort, every: day },
  { name: 'keepDeliveriesShort', run: keepDeliveriesShort, every: hour },
  { ...toChore('care', forgetOldAnswers), every: hour },
  { name: 'eraseOldTraces', run: eraseOldTraces },
  { name: 'noticeHealth', run: noticeHealth },
  { name: 'noticeUnsent', run: noticeUnsent },
  { name: 'chooseAlertWay', run: chooseAlertWay },
  { name: 'noticeOutages', run: noticeOutages },
  { ...toChore('tell', tellRestore), every: day },
  toChore('tell', warnOfExpiries),
  { name: 'watchDisk', run: watchDisk },
  { name: 'compareContent', run: compareContent },
  toChore('tell', deliverAlerts),
  toChore('care', renderAhead),
];

interface Chore {
  readonly name: string;
  /** In milliseconds; left out: at every turn. */
  readonly every?: number;
  run(desk: Desk): Promise<unknown>;
}

function toChore(duty: Duty, command: Command<string, Record<string, never>>): Chore {
  return { name: command.name, run: (desk) => createDoor(desk).as({ kind: 'desk', duty }).call(command, {}) };
}

export function startChores(desk: Desk, scheduler: JobScheduler): void {
  scheduler.add(key, async (turn) => {
    for (const chore of chores) {
      if (turn.stopping.aborted) break;
      turn.beat();
      await runDue(desk, chore).catch((error: unknown) =>
        desk.log.error('a chore failed', { chore: chore.name, error }),
      );
    }
    return { after: interval };
  });
  // Apart from the others: a server that does not answer keeps no alert waiting.
  scheduler.add(sendingKey, async (turn) => {
    await keepSendingTried(desk, turn).catch((error: unknown) =>
      desk.log.error('sending cannot be tried', { error }),
    );
    await watchAppAccess(desk, turn).catch((error: unknown) =>
      desk.log.error('access of apps cannot be looked at', { error }),
    );
    await runDue(desk, { name: 'watchClock', run: watchClock, every: tenMinutes }).catch((error: unknown) =>
      desk.log.error('the clock cannot be compared', { error }),
    );
    return { after: interval };
  });
  lookAfterSubscriptions(desk, scheduler);
  scheduler.add(noticeKey, async (turn) => {
    await deliverNotifications(desk, turn).catch((error: unknown) =>
      desk.log.error('notifications cannot be sent', { error }),
    );
    return { after: interval };
  });
  const letters = toChore('tell', sendAccountLetters);
  scheduler.add(letterKey, async () => {
    await letters.run(desk).catch((error: unknown) => desk.log.error('letters cannot be sent', { error }));
    return { after: letterInterval };
  });
  scheduler.add(indexKey, createIndexing(desk));
  scheduler.add(webhookKey, async (turn) => ({ after: await tellWebhooks(desk, turn) }));
}

/** One that fails is due again at the next turn. */
async function runDue(desk: Desk, { name, every, run }: Chore): Promise<void> {
  const at = desk.now().getTime();
  const { choresDone } = desk.memory;
  if (every !== undefined && at - (choresDone.get(name) ?? Number.NEGATIVE_INFINITY) < every) return;
  await run(desk);
  choresDone.set(name, at);
}

/** Apart from the others: Graph asks two addresses of ours before it answers. */
function lookAfterSubscriptions(desk: Desk, scheduler: JobScheduler): void {
  desk.memory.wakeSubscriptions = () => scheduler.wake(subscriptionKey);
  scheduler.add(subscriptionKey, async (turn) => {
    await keepSubscriptions(desk, turn).catch((error: unknown) =>
      desk.log.error('subscriptions cannot be looked after', { error }),
    );
    return { after: interval };
  });
}
