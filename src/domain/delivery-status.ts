import type { DeliveryProblem, deliveryProblems } from './facts/delivery-problem.ts';
import { cleanLine } from './plain-text.ts';

type Code = (typeof deliveryProblems)[number];

/**
 * What an enhanced status code says by itself (RFC 3463, the registry of RFC 5248, and Exchange's own:
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online). A code that
 * means no more than "something" is left out: then the words count.
 */
const byCode: readonly (readonly [pattern: RegExp, code: Code])[] = [
  [/^[45]\.1\.(?:1|10|6)$/, 'no_such_address'],
  [/^5\.1\.3$/, 'address_refused'],
  [/^[45]\.1\.2$|^5\.4\.310$|^[45]\.4\.4$|^5\.1\.20$/, 'no_such_domain'],
  [/^5\.1\.[78]$|^5\.1\.90$|^5\.7\.(?:50[0-3]|508|705|708|6\d\d)$/, 'sender_refused'],
  [/^[45]\.7\.(?:2[0-69]|509|515)$/, 'sender_not_verified'],
  [/^[45]\.2\.1$/, 'mailbox_closed'],
  [/^[45]\.2\.2$/, 'mailbox_full'],
  [/^[45]\.(?:2\.3|3\.4)$/, 'too_large'],
  [/^5\.7\.(?:12[49]|13[346]|193)$/, 'certain_senders_only'],
  [/^5\.4\.(?:6|14)$|^5\.4\.[12]2$/, 'routing_misconfigured'],
  [/^5\.7\.(?:64|54|57|367)$/, 'relay_denied'],
  [/^[45]\.4\.(?:7|300|316|317)$/, 'not_reached_in_time'],
];

/** What a server's words say, lower-case. Where two of these fit, it does not say which. */
const byWords: readonly (readonly [code: Code, words: readonly string[]])[] = [
  [
    'no_such_address',
    `user unknown|unknown user|no such user|unknown recipient|recipient unknown|no such recipient|no such address
address unknown|unknown address|no such mailbox|no mailbox here|mailbox not found|mailbox does not exist|invalid mailbox
invalid recipient|recipient not found|recipientnotfound|user not found|account not found|does not exist|doesn't exist
doesn’t exist|not a valid user|not a valid mailbox|not listed in|no account by that name|user doesn|unrouteable address
address couldn't be found|address could not be found|address you entered could not be found|wasn't found|was not found by|not our customer|no user by that name
empfänger unbekannt|unbekannter empfänger|benutzer unbekannt|adresse unbekannt|existiert nicht|unbekannter benutzer
utilisateur inconnu|destinataire inconnu|adresse inconnue|n'existe pas|usuario desconocido|destinatario desconocido
no existe|buzón desconocido|utente sconosciuto|destinatario sconosciuto|non esiste|usuário desconhecido|não existe
onbekende gebruiker|gebruiker onbekend|bestaat niet|okänd mottagare|finns inte|ukendt modtager|ukjent mottaker
tuntematon vastaanottaja|nieznany użytkownik|nie istnieje|neexistuje|nem létezik|не существует|пользователь не найден
неизвестный пользователь|无此用户|用户不存在|不存在|no such account|no longer available|possibly incorrect|user not found|收件人不存在|存在しません|宛先不明|사용자를 찾을 수 없|존재하지 않는
undeliverable address|見つかりません|bulunamad|kunde inte hittas|findes ikke|finnes ikke|ei löydy|ei löytynyt|nie znaleziono|nenalezen
não encontrado|no encontrado|introuvable|non trovato|niet gevonden|nicht gefunden|не найден|找不到|찾을 수 없|לא נמצא|لم يتم العثور`,
  ],
  [
    'no_such_domain',
    `mx records point to non|host not found|domain not found|host or domain name not found|domain does not exist|nullmx|null mx|nxdomain
does not accept mail|no mx record|domain name is not registered|does not appear to be registered|domain unknown|unknown domain|unrouteable mail domain|name or service not known|dns domain`,
  ],
  [
    'sender_not_verified',
    `dmarc|spf |spf-|spf:|(spf)|dkim|unauthenticated email|not authenticated|sender id`,
  ],
  [
    'mailbox_closed',
    `mailbox disabled|mailbox is disabled|account disabled|account is disabled|account has been disabled|inactive
account suspended|mailbox is inactive|account closed|deactivated|discontinued|no longer|ist deaktiviert|désactivé`,
  ],
  [
    'mailbox_full',
    `quota|mailbox full|over quota|quotaexceeded|out of storage|storage limit|insufficient storage|storage allocation
postfach voll|postfach ist voll|boîte pleine|boite pleine|mailbox lleno|buzón lleno|buzón está lleno|casella piena
caixa cheia|caixa de correio cheia|caixa postal cheia|posta kutusu dolu|skrzynka pełna|skrzynka jest pełna|inbox full|is full|plná|megtelt|mailbox vol|brevlådan är full|ящик переполнен|邮箱已满|満杯`,
  ],
  [
    'too_large',
    'too large|too big|size limit|maximum size|message size|exceeds the maximum|size exceed|zu groß|trop volumineux',
  ],
  [
    'certain_senders_only',
    'restricted|not authorized to send|senders only|authenticated senders|nicht berechtigt',
  ],
  [
    'taken_for_spam',
    `spam|blocked using|blacklist|black list|blocklist|block list|listed at|reputation|banned|unsolicited|spamhaus|barracuda|rbl`,
  ],
  [
    'refused_by_rules',
    `virus|malware|content rejected|due to content|message content|content filter|policy violation|violates|banned contents|prohibited
security reasons|potential security issue|enthält einen virus|contient un virus|contiene un virus|tls required|tls is required
encryption required|must issue a starttls`,
  ],
  [
    'sender_refused',
    'sender verify failed|sender verification|sender address rejected|sender rejected|callout verification|invalid sender|sender denied',
  ],
  [
    'relay_denied',
    'relay access denied|relaying denied|relay not permitted|unable to relay|not permitted to relay|relaying not allowed',
  ],
  ['routing_misconfigured', 'mail loop|loops back|hop count|too many hops|mail forwarding loop|routing loop'],
  [
    'not_reached_in_time',
    `delivery time expired|message expired|retry timeout|retry time not reached|timed out|timeout|time out|delivery expired`,
  ],
  [
    'not_reached',
    'connection refused|no route to host|network is unreachable|no answer from host|could not connect|connect to|lost connection',
  ],
  [
    'refusing_for_now',
    'greylist|graylist|try again later|temporarily|too many connections|rate limit|throttl|deferred',
  ],
].map(([code, words]) => [code as Code, String(words).split(/[|\n]/)]);

const longestWords = 500;
const searchedWords = 1_500;

/** @returns what an enhanced status code and the server's words say, with the words; never more than both do */
export function findProblem(status: string, diagnostic: string): DeliveryProblem {
  const all = cleanLine(
    diagnostic.slice(0, 4_000).replace(/^(?:smtp|x-[\w-]{1,40}|dns)\s{0,5};\s{0,5}/i, ''),
  );
  const text = all.length > longestWords ? `${all.slice(0, longestWords)}…` : all;
  const code = chooseCode(status, all.slice(0, searchedWords).toLowerCase());
  if (code !== undefined) return text === '' ? { code } : { code, text };
  return text === '' ? { code: 'no_reason_given' } : { code: 'said', text };
}

/** Whether nothing will ever arrive there. A full mailbox, a spam verdict or a rule say nothing against the address. */
export function isAddressGone({ code }: DeliveryProblem): boolean {
  return code === 'no_such_address' || code === 'no_such_domain' || code === 'mailbox_closed';
}

function chooseCode(status: string, words: string): Code | undefined {
  const all = byWords.filter(([, list]) => list.some((each) => words.includes(each))).map(([code]) => code);
  // How long a server has tried says nothing of the cause that it names beside that.
  const causes = all.filter((each) => !isAboutTime(each));
  const said = causes.length > 0 ? causes : all;
  // Exchange says so of an address that is not there, and of one that it hides (directory-based edge blocking).
  if (words.includes('recipient address') && words.includes('access denied')) return 'address_refused';
  const own = byCode.find(([pattern]) => pattern.test(status))?.[1];
  if (own !== undefined) return own;
  if (said.includes('no_such_domain')) return 'no_such_domain';
  if (said.length === 1) return said[0];
  // "Unknown or full": the words say it better than either.
  if (said.length > 1)
    return said.includes('no_such_address') || said.includes('mailbox_full') ? undefined : said[0];
  if (/^5\.4\.1$/.test(status)) return 'not_reached';
  if (status.startsWith('4.')) return 'refusing_for_now';
  return /^5\.7\.|^5\.1\.0$/.test(status) ? refuseBy(status) : undefined;
}

function isAboutTime(code: Code): boolean {
  return code === 'not_reached_in_time' || code === 'not_reached' || code === 'refusing_for_now';
}

function refuseBy(status: string): Code {
  return status.startsWith('5.1') ? 'address_refused' : 'refused_by_rules';
}
