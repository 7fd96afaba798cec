import { say } from '../../../views/said.ts';
import { Mailboxes, type MailboxesProps } from '../../../views/search/mailboxes.tsx';
import { TracePage } from '../../../views/search/trace-page.tsx';
import { t } from '../../../views/words.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { mostTraceLetters } from '../../domain/trace.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

/** GET /trace?q=&ask=: what the data file knows; the mail servers are asked beside it, or at once with `ask`. */
export function showTrace(web: WebContext) {
  return async (c: WebRequest) => {
    const input = c.req.query('q') ?? '';
    const isAsking = c.req.query('ask') !== undefined;
    const [trace, mailboxes] = await Promise.all([
      web.reads.traceMail(viewerOf(c.get('user')), input),
      isAsking ? askThem(web, c, input) : undefined,
    ]);
    return renderPage(
      c,
      { title: t('Where is my mail?'), active: 'tickets' },
      <TracePage {...{ input, trace, mailboxes }} />,
    );
  };
}

/** GET /trace/mailboxes?q=: where it lies now on the mail servers. */
export function showMailboxes(web: WebContext) {
  return async (c: WebRequest) => {
    const answered = <Mailboxes {...(await askThem(web, c, c.req.query('q') ?? ''))} />;
    if (c.req.header('hx-request') !== undefined) return c.html(answered);
    return renderPage(c, { title: t('Where is my mail?'), active: 'tickets' }, answered);
  };
}

/** POST /trace/rescues: has one message fetched that a mailbox was asked for. */
export function createFoundRescue(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    await web.desk.as(actorOf(c)).call('rescueFound', { key: text('key') });
    const notice = t('It is fetched: the ticket is in the list.');
    return redirectTo(c, `/trace?q=${encodeURIComponent(text('q'))}`, { notice });
  };
}

/** Asking too often is no failure of the page: what is known stands above it. */
async function askThem(web: WebContext, c: WebRequest, input: string): Promise<MailboxesProps> {
  const query = input.trim().slice(0, mostTraceLetters);
  const props = { input, csrf: c.get('csrf') };
  if (query === '') return { ...props, answers: [], refusal: '' };
  try {
    const answers = await web.desk.as(actorOf(c)).call('askMailboxes', { query });
    return { ...props, answers, refusal: '' };
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'unavailable') throw error;
    return { ...props, answers: [], refusal: say(message) };
  }
}
