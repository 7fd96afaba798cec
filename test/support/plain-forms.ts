import { DomUtils, parseDocument } from 'htmlparser2';
import type { Visitor } from './app.ts';

// What a browser without JavaScript can do on a page: which forms it can send, what it would send, and what stands there that
// does nothing.

type Document = ReturnType<typeof parseDocument>;
type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];
type Pair = readonly [name: string, value: string];

/** One way to send a form: by one of its buttons. */
export interface PlainForm {
  /** The page that it stands on. */
  readonly page: string;
  readonly method: 'get' | 'post';
  readonly action: string;
  readonly isMultipart: boolean;
  readonly fields: readonly Pair[];
}

/** @returns every way to send a form of the page, with what stands in its fields; and what is wrong with them */
export function listPlainForms(path: string, html: string): { forms: PlainForm[]; faults: string[] } {
  const document = parseDocument(html);
  const elements = DomUtils.getElementsByTagName('form', document);
  const faults: string[] = [];
  const forms = elements.flatMap((form) => {
    const { method = 'get', action, enctype } = form.attribs;
    // One that only a script can answer is not shown without it.
    if (method === 'dialog' || [form, ...listAncestors(form)].some(isHidden)) return [];
    if (action === undefined) faults.push(`${path}: a form without an action: ${describe(form)}`);
    const controls = listControls(document, form);
    const ways = controls.filter((each) => isButtonOf(each, 'submit'));
    if (ways.length === 0 && !hasImplicitSubmission(controls)) {
      faults.push(`${path}: nothing sends the form ${action}`);
    }
    return (ways.length === 0 ? [undefined] : ways).map((button) => ({
      page: path,
      method: (button?.attribs.formmethod ?? method) === 'post' ? ('post' as const) : ('get' as const),
      action: button?.attribs.formaction ?? action ?? '',
      isMultipart: enctype === 'multipart/form-data',
      fields: [
        ...controls.flatMap(readControl),
        ...(button?.attribs.name === undefined
          ? []
          : [[button.attribs.name, button.attribs.value ?? ''] as const]),
      ],
    }));
  });
  return { forms, faults: [...faults, ...listIdle(document).map((each) => `${path}: ${each}`)] };
}

/** Sends it as a browser does. Redirects are not followed. */
export function sendPlainForm(visitor: Visitor, form: PlainForm): Promise<Response> {
  const action = new URL(form.action, 'http://here');
  if (form.method === 'get') {
    return visitor.get(`${action.pathname}?${new URLSearchParams(form.fields as [string, string][])}`);
  }
  const body = form.isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of form.fields) body.append(name, value);
  return visitor.send(`${action.pathname}${action.search}`, body);
}

/** Those inside it, and those elsewhere that name it. */
function listControls(document: Document, form: Element): Element[] {
  const all = DomUtils.findAll(({ name }) => /^(?:input|select|textarea|button)$/.test(name), [document]);
  return all.filter((each) =>
    each.attribs.form === undefined
      ? listAncestors(each).includes(form)
      : each.attribs.form === form.attribs.id && form.attribs.id !== undefined,
  );
}

const isButtonOf = ({ name, attribs }: Element, type: string) =>
  (name === 'button' && (attribs.type ?? 'submit') === type) || (name === 'input' && attribs.type === type);

/** Enter in its one field sends it (HTML, 4.10.21.2). */
const hasImplicitSubmission = (controls: readonly Element[]) =>
  controls.filter(({ name, attribs }) => name === 'input' && isTyped(attribs.type)).length === 1;

const isTyped = (type = 'text') => /^(?:text|search|url|tel|email|password|date|month|number)$/.test(type);

/** @returns what the control sends as it stands */
function readControl(control: Element): Pair[] {
  const { name, type, value } = control.attribs;
  if (name === undefined || name === '' || 'disabled' in control.attribs || control.name === 'button') {
    return [];
  }
  if (control.name === 'textarea') return [[name, DomUtils.textContent(control).replace(/^\n/, '')]];
  if (control.name === 'select') {
    const options = DomUtils.getElementsByTagName('option', control);
    const chosen = options.filter(({ attribs }) => 'selected' in attribs);
    const sent = chosen.length > 0 || 'multiple' in control.attribs ? chosen : options.slice(0, 1);
    return sent.map((each) => [name, each.attribs.value ?? DomUtils.textContent(each)]);
  }
  if (type === 'submit') return [];
  if (/^(?:checkbox|radio)$/.test(type ?? '')) {
    return 'checked' in control.attribs ? [[name, value ?? 'on']] : [];
  }
  return [[name, value ?? '']];
}

/** @returns what is seen without JavaScript and does nothing there */
function listIdle(document: Document): string[] {
  const seen = (element: Element) => ![element, ...listAncestors(element)].some(isHidden);
  const isIn = (element: Element) =>
    element.attribs.form !== undefined || listAncestors(element).some(({ name }) => name === 'form');
  const isIdle = (element: Element) => {
    const { attribs } = element;
    // One that is sent nowhere opens something by the stylesheet.
    if (attribs.type === 'checkbox' && attribs.name === undefined) return false;
    if (element.name === 'a') return attribs.href === undefined || attribs.href === '#';
    if (element.name === 'button' && isButtonOf(element, 'button'))
      return attribs.popovertarget === undefined;
    return (
      /^(?:button|input|select|textarea)$/.test(element.name) && !isIn(element) && !('readonly' in attribs)
    );
  };
  return DomUtils.findAll((each) => isIdle(each) && seen(each), [document]).map(describe);
}

const isHidden = ({ name, attribs }: Element) =>
  name === 'template' ||
  (name === 'dialog' && !('open' in attribs)) ||
  'hidden' in attribs ||
  /(?:^|\s)needs-script(?:\s|$)/.test(attribs.class ?? '');

function listAncestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let node = element.parent; node !== null; node = node.parent) {
    if ('attribs' in node) found.push(node);
  }
  return found;
}

const describe = (element: Element) =>
  `<${element.name} ${Object.entries(element.attribs)
    .map(([name, value]) => `${name}="${value.slice(0, 40)}"`)
    .join(' ')}>`;
