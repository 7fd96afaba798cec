import type { AlertNews } from '../../src/domain/alert-news.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { describeDisk } from '../../src/domain/disk-room.ts';
import { describeWarning } from '../../src/domain/expiry.ts';
import type { LetterWords } from '../../src/domain/letters.ts';
import { say } from '../said.ts';
import { writeTime } from '../time.tsx';
import { t } from '../words.ts';

/**
 * An alert as it is sent: its words are made when it goes, so that what is stored can be told in any way.
 * @param publicUrl without a trailing slash
 */
export function writeAlert(news: AlertNews, publicUrl: string): LetterWords {
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
        subject: t('A test: alerts arrive here'),
        text: `${t('Somebody pressed the test button.')}\n\n${publicUrl}/settings/alerts`,
      };
    case 'words':
      return news;
  }
}

type News<Code extends AlertNews['code']> = Extract<AlertNews, { readonly code: Code }>;
type Recovery = News<'fetched_again' | 'fetching_disabled' | 'sends_again' | 'sending_disabled'>;

function writeFailure(news: News<'not_fetched' | 'not_sending'>, publicUrl: string): LetterWords {
  const { code, name, address, channelId, owner } = news;
  const { title, cause, step, powershell, text } = recallDiagnosis(news.diagnosis, news.said, owner);
  const channel = { name, address, since: writeTime(new Date(news.since)) };
  const isSending = code === 'not_sending';
  const what = isSending
    ? t('The channel {name} ({address}) cannot send since {since}; answers wait.', channel)
    : t('The channel {name} ({address}) has not been fetched since {since}.', channel);
  const lines = [
    what,
    '',
    `${say(title)}. ${say(cause)}`,
    t('What to do: {step}', { step: say(step) }),
    ...(powershell === undefined ? [] : [`PowerShell: ${powershell}`]),
    t('The answer was: {text}', { text }),
    '',
    `${publicUrl}/channels/${channelId}`,
    t('You get one more message when it works again.'),
  ];
  const short = { name, title: say(title) };
  const subject = isSending ? t('{name} cannot send: {title}', short) : t('{name} fails: {title}', short);
  return { subject, text: lines.join('\n') };
}

function writeRecovery(news: Recovery, publicUrl: string): LetterWords {
  const [subject, text] = describeRecovery(news);
  return { subject, text: `${text}\n\n${publicUrl}/channels/${news.channelId}` };
}

function describeRecovery(news: Recovery): readonly [subject: string, text: string] {
  const { name, address } = news;
  const channel = { name, address };
  switch (news.code) {
    case 'fetched_again':
      return [
        t('{name} works again', channel),
        t('The channel {name} ({address}) works again, after {minutes} minutes.', {
          ...channel,
          minutes: news.minutes,
        }),
      ];
    case 'fetching_disabled':
      return [
        t('{name} was disabled', channel),
        t('The channel {name} ({address}) failed for {minutes} minutes and was disabled by somebody.', {
          ...channel,
          minutes: news.minutes,
        }),
      ];
    case 'sends_again':
      return [t('{name} sends again', channel), t('The channel {name} ({address}) sends again.', channel)];
    case 'sending_disabled':
      return [
        t('{name} was disabled by somebody', channel),
        t('The channel {name} ({address}) was disabled by somebody.', channel),
      ];
  }
}

function writeExpiry({ warning }: News<'expiry'>, publicUrl: string): LetterWords {
  const { title, step } = describeWarning({ ...warning, at: new Date(warning.at) });
  const page = warning.channelId === null ? '/settings/microsoft' : `/channels/${warning.channelId}`;
  const what = t('What to do: {step}', { step: say(step) });
  return { subject: say(title).replace(/\.$/, ''), text: `${say(title)}\n\n${what}\n\n${publicUrl}${page}` };
}

function writeDisk(news: News<'disk_short' | 'disk_ample'>, publicUrl: string): LetterWords {
  const warning = news.code === 'disk_short' ? describeDisk(news.room) : undefined;
  if (warning === undefined) {
    const subject = t('The disk of the data file has room again');
    return { subject, text: `${subject}.\n\n${publicUrl}/channels` };
  }
  const { title, cause, step } = warning;
  const what = t('What to do: {step}', { step: say(step) });
  return { subject: say(title), text: `${say(title)}.\n\n${say(cause)}\n\n${what}\n\n${publicUrl}/channels` };
}

function writeDamage({ row, ticket }: News<'damaged'>, publicUrl: string): LetterWords {
  const where =
    ticket === null ? t('A customer ({row})', { row }) : t('Ticket #{ticket} ({row})', { ticket, row });
  const text = t(
    '{where} says something else than what was stored: the disk or the memory of the machine has changed it. Look at the disk, run "postroom check", and restore a backup from before if more is damaged.',
    { where },
  );
  return { subject: t('Stored data is damaged'), text: `${text}\n\n${publicUrl}/tickets` };
}

function writeWebhook({ webhookId, name, because }: News<'webhook_off'>, publicUrl: string): LetterWords {
  const why =
    because === 'gone' ? t('its receiver says that it is gone (410)') : t('nothing was taken for three days');
  const subject = t('The webhook {name} is switched off', { name });
  const where = t('See {url}', { url: `${publicUrl}/settings/webhooks/${webhookId}` });
  return { subject, text: `${subject}: ${why}. ${where}` };
}
