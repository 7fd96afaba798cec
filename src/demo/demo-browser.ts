import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { Parser } from 'htmlparser2';
import { AppError } from '../errors.ts';

/** A page that a form can be sent from. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
  readonly forms: readonly Form[];
}

interface Form {
  readonly action: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

export interface Browser {
  open(url: string | URL): Promise<Page>;
  /**
   * Sends the page's first form that has a field or a button of each given name, its own values kept where none is given.
   * @param having further names by which the form is known
   */
  submit(page: Page, fields: Readonly<Record<string, string>>, having?: readonly string[]): Promise<Page>;
}

const mostRedirects = 10;
/** For a machine with much else to do: what answers at all does so long before. */
const deadlineSeconds = 120;

/** Cookies, redirects and forms: what the demo needs to walk through the pages as a person would. @param ca PEM of the sandbox's authority */
export function createBrowser(ca: string): Browser {
  const cookies = new Map<string, Jar>();

  async function visit(url: URL, body?: URLSearchParams, hops = 0): Promise<Page> {
    const answer = await send(url, ca, cookies, body);
    if (answer.location === undefined)
      return { url, status: answer.status, html: answer.html, forms: readForms(answer.html) };
    if (hops >= mostRedirects) throw new AppError('internal', `${url.origin} redirects without an end.`);
    return visit(new URL(answer.location, url), undefined, hops + 1);
  }

  return {
    open: (url) => visit(new URL(url)),
    submit(page, fields, having = []) {
      const names = [...Object.keys(fields), ...having];
      const form = page.forms.find((candidate) => fits(candidate, names));
      if (form === undefined) {
        const title = /<title>([^<]*)/.exec(page.html)?.[1] ?? 'no title';
        throw new AppError(
          'internal',
          `"${title}" (${page.url.pathname}, status ${page.status}) has no form with ${names.join(', ')}.`,
        );
      }
      const values = new URLSearchParams({ ...form.fields, ...fields });
      const target = new URL(form.action, page.url);
      if (form.method === 'post') return visit(target, values);
      target.search = values.toString();
      return visit(target);
    },
  };
}

function fits(form: Form, names: string[]): boolean {
  return names.every((name) => name in form.fields || form.buttons.some((button) => button.name === name));
}

function readForms(html: string): Form[] {
  const state: FormState = { forms: [], isInForm: false, selectName: undefined };
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'form') beginForm(state, attributes);
      const form = state.forms.at(-1);
      if (state.isInForm && form !== undefined) readField(state, form, tag, attributes);
    },
    onclosetag(tag) {
      if (tag === 'form') state.isInForm = false;
      if (tag === 'select') state.selectName = undefined;
    },
  });
  parser.end(html);
  return state.forms;
}

interface OpenForm {
  readonly action: string;
  readonly method: string;
  readonly fields: Record<string, string>;
  readonly buttons: { name: string; value: string }[];
}

interface FormState {
  readonly forms: OpenForm[];
  isInForm: boolean;
  /** Of the select whose options are read. */
  selectName: string | undefined;
}

function beginForm(state: FormState, { action = '', method = 'get' }: Record<string, string>): void {
  state.isInForm = true;
  state.forms.push({ action, method: method.toLowerCase(), fields: {}, buttons: [] });
}

function readField(state: FormState, form: OpenForm, tag: string, attributes: Record<string, string>): void {
  const { name = '', value = '', type = '' } = attributes;
  const isUnchecked = (type === 'radio' || type === 'checkbox') && attributes.checked === undefined;
  if (tag === 'button' && name !== '') form.buttons.push({ name, value });
  if ((tag === 'input' || tag === 'textarea') && name !== '' && !isUnchecked) form.fields[name] = value;
  if (tag === 'input' && type === 'radio' && isUnchecked) form.buttons.push({ name, value });
  if (tag === 'select') {
    state.selectName = name;
    form.fields[name] = '';
  }
  const { selectName } = state;
  if (tag !== 'option' || selectName === undefined) return;
  const isFirst = form.fields[selectName] === '';
  if (attributes.selected !== undefined || isFirst) form.fields[selectName] = value;
}

interface Answer {
  readonly status: number;
  /** Where it leads; undefined where it is a page itself. */
  readonly location: string | undefined;
  readonly html: string;
}

type Jar = Map<string, string>;

/** @throws AppError unavailable where no whole answer has come in time */
async function send(url: URL, ca: string, cookies: Map<string, Jar>, body?: URLSearchParams) {
  const jar = cookies.get(url.host) ?? new Map<string, string>();
  cookies.set(url.host, jar);
  const signal = AbortSignal.timeout(deadlineSeconds * 1000);
  const options: RequestOptions & { ca: string } = {
    ca,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'text/html',
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
    },
    signal,
  };
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise<Answer>((resolve, reject) => {
    const fail = (cause: unknown) => reject(signal.aborted ? late(url, cause) : cause);
    request(url, options, (answer) => readAnswer(answer, jar).then(resolve, fail))
      .on('error', fail)
      .end(body?.toString());
  });
}

const late = (url: URL, cause: unknown) =>
  new AppError(
    'unavailable',
    `${url.origin}${url.pathname} did not answer within ${deadlineSeconds} seconds.`,
    { cause },
  );

async function readAnswer(answer: IncomingMessage, jar: Jar): Promise<Answer> {
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  const status = answer.statusCode ?? 0;
  const location = status >= 300 && status < 400 ? answer.headers.location : undefined;
  return { status, location, html: await text(answer) };
}
