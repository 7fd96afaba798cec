import type { AlertNews } from './alert-news.ts';
import { recallDiagnosis } from './diagnosis/diagnosis.ts';
import { describeDisk } from './disk-room.ts';
import { describeWarning } from './expiry.ts';

export interface AlertWords {
  readonly subject: string;
  readonly text: string;
}

/**
 * An alert as it is sent: its words are made when it goes, so that what is stored can be told in any way.
 * @param publicUrl without a trailing slash
 */
export function writeAlert(news: AlertNews, publicUrl: string): AlertWords {
  switch (news.code) {
    case 'not_fetched':
    case 'not_sending':
      return writeFailure(news, publicUrl);
    case 'fetched_again':
    case 'fetching_disabled':
    case 'sends_again':
    case 'sending_disabled':
      return writeRecovery(news, publicUrl);
    case 'expiry':
      return writeExpiry(news, publicUrl);
    case 'disk_short':
    case 'disk_ample':
      return writeDisk(news, publicUrl);
    case 'damaged':
      return writeDamage(news, publicUrl);
    case 'webhook_off':
      return writeWebhook(news, publicUrl);
    case 'test':
      return {
        subject: 'A test: alerts arrive here',
        text: `Somebody pressed the test button.\n\n${publicUrl}/settings/alerts`,
      };
    case 'words':
      return news;
  }
}

type News<Code extends AlertNews['code']> = Extract<AlertNews, { readonly code: Code }>;

function writeFailure(news: News<'not_fetched' | 'not_sending'>, publicUrl: string): AlertWords {
  const { code, name, address, channelId, since, owner } = news;
  const { title, cause, step, powershell, text } = recallDiagnosis(news.diagnosis, news.said, owner);
  const isSending = code === 'not_sending';
  const what = isSending
    ? `cannot send since ${inUtc(since)}; answers wait.`
    : `has not been fetched since ${inUtc(since)}.`;
  const lines = [
    `The channel ${name} (${address}) ${what}`,
    '',
    `${title}. ${cause}`,
    `What to do: ${step}`,
    ...(powershell === undefined ? [] : [`PowerShell: ${powershell}`]),
    `The answer was: ${text}`,
    '',
    `${publicUrl}/channels/${channelId}`,
    'You get one more message when it works again.',
  ];
  return { subject: `${name} ${isSending ? 'cannot send' : 'fails'}: ${title}`, text: lines.join('\n') };
}

function writeRecovery(
  news: News<'fetched_again' | 'fetching_disabled' | 'sends_again' | 'sending_disabled'>,
  publicUrl: string,
): AlertWords {
  const { name, address, channelId } = news;
  const [short, long] = describeRecovery(news);
  const text = `The channel ${name} (${address}) ${long}.\n\n${publicUrl}/channels/${channelId}`;
  return { subject: `${name} ${short}`, text };
}

function describeRecovery(
  news: News<'fetched_again' | 'fetching_disabled' | 'sends_again' | 'sending_disabled'>,
): readonly [short: string, long: string] {
  switch (news.code) {
    case 'fetched_again':
      return ['works again', `works again, after ${news.minutes} minutes`];
    case 'fetching_disabled':
      return ['was disabled', `failed for ${news.minutes} minutes and was disabled by somebody`];
    case 'sends_again':
      return ['sends again', 'sends again'];
    case 'sending_disabled':
      return ['was disabled by somebody', 'was disabled by somebody'];
  }
}

function writeExpiry({ warning }: News<'expiry'>, publicUrl: string): AlertWords {
  const { title, step } = describeWarning({ ...warning, at: new Date(warning.at) });
  const page = warning.channelId === null ? '/settings/microsoft' : `/channels/${warning.channelId}`;
  return {
    subject: title.replace(/\.$/, ''),
    text: `${title}\n\nWhat to do: ${step}\n\n${publicUrl}${page}`,
  };
}

function writeDisk(news: News<'disk_short' | 'disk_ample'>, publicUrl: string): AlertWords {
  const warning = news.code === 'disk_short' ? describeDisk(news.room) : undefined;
  if (warning === undefined) {
    const subject = 'The disk of the data file has room again';
    return { subject, text: `${subject}.\n\n${publicUrl}/channels` };
  }
  const { title, cause, step } = warning;
  return {
    subject: title,
    text: `${title}.\n\n${cause}\n\nWhat to do: ${step}\n\n${publicUrl}/channels`,
  };
}

function writeDamage({ row, ticket }: News<'damaged'>, publicUrl: string): AlertWords {
  const where = ticket === null ? `A customer (${row})` : `Ticket #${ticket} (${row})`;
  return {
    subject: 'Stored data is damaged',
    text: `${where} says something else than what was stored: the disk or the memory of the machine has changed it. Look at the disk, run "postroom check", and restore a backup from before if more is damaged.\n\n${publicUrl}/tickets`,
  };
}

function writeWebhook({ webhookId, name, because }: News<'webhook_off'>, publicUrl: string): AlertWords {
  const why =
    because === 'gone' ? 'its receiver says that it is gone (410)' : 'nothing was taken for three days';
  const subject = `The webhook ${name} is switched off`;
  return { subject, text: `${subject}: ${why}. See ${publicUrl}/settings/webhooks/${webhookId}` };
}

function inUtc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
