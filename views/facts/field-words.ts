import { t } from '../words.ts';
import { channelFieldWords, type FieldWords } from './channel-field-words.ts';

/** @returns what the audit log calls a field of a setting; one that has gone since by its name in the data file */
export function nameField(field: string): string {
  const known = words.get(field);
  if (known !== undefined) return known();
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');
}

const peopleWords: FieldWords = {
  adminGroup: () => t('admin group'),
  agentGroup: () => t('agent group'),
  autoReply: () => t('auto reply'),
  autoReplySubject: () => t('auto reply subject'),
  autoReplyText: () => t('auto reply text'),
  email: () => t('email'),
  emailAddressId: () => t('sending address'),
  followUp: () => t('follow up'),
  group: () => t('group'),
  groupIds: () => t('groups'),
  isActive: () => t('active'),
  language: () => t('language'),
  localAdminId: () => t('admin with a local way in'),
  microsoft: () => t('sign-in with Microsoft'),
  name: () => t('name'),
  nameFormat: () => t('name format'),
  note: () => t('note'),
  onBounce: () => t('on bounce'),
  role: () => t('role'),
  signature: () => t('signature'),
  signatureHtml: () => t('signature html'),
  tenantId: () => t('tenant'),
  text: () => t('text'),
  timeZone: () => t('time zone'),
  withGroup: () => t('with group'),
};

const otherWords: FieldWords = {
  actions: () => t('actions'),
  autoRepliesPerDay: () => t('auto replies per day'),
  blockedSenders: () => t('blocked senders'),
  channelId: () => t('channel'),
  conditions: () => t('conditions'),
  connections: () => t('connections'),
  days: () => t('days'),
  foreignReferences: () => t('foreign references'),
  formAddresses: () => t('form addresses'),
  hook: () => t('hook'),
  isOn: () => t('switched on'),
  kinds: () => t('kinds'),
  match: () => t('match'),
  messagesPerMinute: () => t('messages per minute'),
  minutes: () => t('minutes'),
  mostHeaderFields: () => t('most header fields'),
  mostHeaderKilobytes: () => t('most header kilobytes'),
  mostLevels: () => t('most levels'),
  mostLineMegabytes: () => t('most line megabytes'),
  mostMegabytes: () => t('most megabytes'),
  mostParts: () => t('most parts'),
  mostSeconds: () => t('most seconds'),
  query: () => t('search text'),
  recipientsPerDay: () => t('recipients per day'),
  replyTo: () => t('reply to'),
  route: () => t('way'),
  secret: () => t('secret'),
  shape: () => t('shape'),
  shown: () => t('shown'),
  stopsAfter: () => t('stops after'),
  ticketsPerHour: () => t('tickets per hour'),
  to: () => t('receivers'),
  undoSeconds: () => t('undo seconds'),
  unwrapsForwards: () => t('unwraps forwards'),
  url: () => t('url'),
};

const words = new Map(Object.entries({ ...channelFieldWords, ...peopleWords, ...otherWords }));
