import { personalTenantId } from '../cloud.ts';
import type { Failure } from '../failure.ts';
import { quotePowerShell } from '../powershell.ts';
import { entraRules } from './diagnosis-entra.ts';
import { graphRules } from './diagnosis-graph.ts';
import { graphSendingRules } from './diagnosis-graph-sending.ts';
import { imapRules } from './diagnosis-imap.ts';
import { localRules } from './diagnosis-local.ts';
import { networkRules } from './diagnosis-network.ts';
import type { DiagnosisRule, Place, RetryKind, Who } from './diagnosis-rule.ts';
import { smtpRules } from './diagnosis-smtp.ts';

/** What is wrong, who must act and how, in words for a person; and what Postroom does meanwhile. */
export interface Diagnosis {
  /** Stable; stored with the channel, so that the page can say it again. */
  readonly code: string;
  readonly title: string;
  /** One sentence. */
  readonly cause: string;
  readonly who: Who;
  readonly step: string;
  /** Where in Postroom the step is done; undefined where nothing leads there. */
  readonly place?: Place | undefined;
  /** Which of several apps it is about; undefined where none is known. */
  readonly app?: number | undefined;
  readonly powershell: string | undefined;
  readonly retry: Retry;
  /** The server's answer is clear; else the failure counts only when it comes a second time. */
  readonly isSaid: boolean;
  /** The server's own words. */
  readonly text: string;
}

type Retry =
  | { readonly kind: Exclude<RetryKind, 'wait'> }
  | { readonly kind: 'wait'; readonly milliseconds: number };

/** First fitting row wins, so the particular ones stand above the general ones. */
const tables: Record<Failure['origin'], readonly DiagnosisRule[]> = {
  entra: entraRules,
  imap: imapRules,
  smtp: smtpRules,
  graph: [...graphSendingRules, ...graphRules],
  network: networkRules,
};

export const diagnosisRules: readonly DiagnosisRule[] = [...Object.values(tables).flat(), ...localRules];

const defaultWaitMilliseconds = 300_000;
const longestWait = 3_600_000;

/** Whose mailbox it is about. */
export interface Owner {
  /** For the PowerShell line. */
  readonly address: string;
  /** Who signs in, where that is another account. */
  readonly userName?: string;
  readonly tenantId?: string | null;
  /** An account with a password knows no Microsoft administrator. */
  readonly kind?: 'microsoft365' | 'email';
  /** The app itself opens the mailbox. */
  readonly isAppOnly?: boolean;
  readonly appRegistrationId?: number | null;
}

export function diagnose(failure: Failure, owner: Owner = { address: 'name@domain' }): Diagnosis {
  const rule = tables[failure.origin].find((each) => fits(each, failure)) ?? findByStatus(failure);
  if (rule === undefined)
    return describeUnknown(`${failure.origin}_unknown`, failure.text, failure.retryAfter);
  return describe(rule, failure.text, owner, failure.retryAfter);
}

/** Graph has more names for what went wrong than anybody lists; what kind it is of, its status says. */
function findByStatus(failure: Failure): DiagnosisRule | undefined {
  const { origin, status } = failure;
  if (origin !== 'graph' || status === undefined) return undefined;
  const known = { ...failure, code: `HTTP_${status}` };
  return tables.graph.find((each) => each.when.codes !== undefined && fits(each, known));
}

/** Whether it is Microsoft's sign-in that refuses: then no other service of the same account or app is any better. */
export function isOfSignIn({ code }: Pick<Diagnosis, 'code'>): boolean {
  return tables.entra.some((rule) => rule.code === code);
}

/** @returns the diagnosis stored with a channel: its code and the text it came from. */
export function recallDiagnosis(code: string, text: string, owner: Owner): Diagnosis {
  const rule = diagnosisRules.find((each) => each.code === code);
  return rule === undefined ? describeUnknown(code, text) : describe(rule, text, owner);
}

function describe(rule: DiagnosisRule, text: string, owner: Owner, retryAfter?: number): Diagnosis {
  const { address, userName = address } = owner;
  const { code, title, cause, retry } = rule;
  return {
    code,
    title,
    cause,
    ...adviseOwner(rule, owner),
    app: owner.appRegistrationId ?? undefined,
    powershell: hasPowerShell(rule, owner)
      ? rule.powershell?.(quotePowerShell(address), quotePowerShell(userName))
      : undefined,
    retry: describeRetry(retry, text, retryAfter),
    isSaid: rule.isSaid === true,
    text,
  };
}

function describeRetry(kind: RetryKind, text: string, retryAfter: number | undefined): Retry {
  if (kind !== 'wait' && (kind !== 'backoff' || retryAfter === undefined)) return { kind };
  const milliseconds = suggestedBackoff(text) ?? retryAfter ?? defaultWaitMilliseconds;
  return { kind: 'wait', milliseconds: Math.min(milliseconds, longestWait) };
}

/** Whose mailbox it is decides who can do something about it, and where. */
function adviseOwner(rule: DiagnosisRule, owner: Owner): Pick<Diagnosis, 'who' | 'step' | 'place'> {
  const { tenantId, kind, isAppOnly } = owner;
  if (isAppOnly && rule.appStep !== undefined) return { who: rule.who, step: rule.appStep };
  if (tenantId === personalTenantId && rule.personalStep !== undefined) {
    return { who: 'you', step: rule.personalStep };
  }
  if (kind !== 'email') return { who: rule.who, step: rule.step, place: rule.place };
  const isTheirs = rule.who === 'administrator' || rule.who === 'microsoft';
  return { who: isTheirs ? 'provider' : rule.who, step: rule.passwordStep ?? rule.step };
}

function hasPowerShell(rule: DiagnosisRule, { tenantId, kind, isAppOnly }: Owner): boolean {
  const { personalStep, appStep } = rule;
  if (isAppOnly && appStep !== undefined) return false;
  return kind !== 'email' && !(tenantId === personalTenantId && personalStep !== undefined);
}

function describeUnknown(code: string, text: string, retryAfter?: number): Diagnosis {
  return {
    code,
    title: 'Something that Postroom does not know',
    cause: `The answer was: ${text}`,
    who: 'nobody',
    step: 'Postroom tries again by itself. If it goes on, look the answer up, or ask your Microsoft administrator.',
    powershell: undefined,
    retry: describeRetry('backoff', text, retryAfter),
    isSaid: false,
    text,
  };
}

function fits(rule: DiagnosisRule, failure: Failure): boolean {
  const { aadsts, errors, codes, commands, status, text } = rule.when;
  if (aadsts !== undefined && !aadsts.some((code) => failure.aadsts?.includes(code))) return false;
  if (errors !== undefined && !errors.includes(failure.error ?? '')) return false;
  if (codes !== undefined && !codes.test(failure.code ?? '')) return false;
  if (commands !== undefined && !commands.includes(failure.command?.toUpperCase() ?? '')) return false;
  if (status !== undefined && !status.test(readStatus(failure.text))) return false;
  return text === undefined || text.test(failure.text);
}

/** Exchange: "Request is throttled. Suggested Backoff Time: 92415 milliseconds". Never above an hour. */
function suggestedBackoff(text: string): number | undefined {
  const found = /Suggested Backoff Time:\s*(\d{1,9})\s*milliseconds/i.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Of "550-5.7.1 words" the second part (RFC 2034). @returns '' where there is none */
function readStatus(text: string): string {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? '';
}
