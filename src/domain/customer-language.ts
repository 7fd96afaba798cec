/** The languages that Postroom's own words to customers can be written in, by the code of ISO 639-1. */
export const customerLanguages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'] as const;
export type CustomerLanguage = (typeof customerLanguages)[number];

export const languageNames: Readonly<Record<CustomerLanguage, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  nl: 'Nederlands',
  pl: 'Polski',
  pt: 'Português',
};

/** How a group writes to its customers. */
export interface CustomerStyle {
  readonly language: CustomerLanguage;
  /** Of the IANA database. */
  readonly timeZone: string;
}
export const defaultStyle: CustomerStyle = { language: 'en', timeZone: 'UTC' };

/** A date and time as customers of the group read them, with the zone. */
export function writeMoment(at: Date, { language, timeZone }: CustomerStyle): string {
  const parts = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).formatToParts(at);
  const find = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  const clock = `${find('hour')}:${find('minute')} ${find('timeZoneName')}`;
  const year = find('year');
  const month = find('month');
  const day = find('day');
  switch (language) {
    case 'en':
      return `${year}-${month}-${day} ${clock}`;
    case 'de':
    case 'pl':
      return `${day}.${month}.${year} ${clock}`;
    case 'nl':
      return `${day}-${month}-${year} ${clock}`;
    default:
      return `${day}/${month}/${year} ${clock}`;
  }
}

/** The line above a quote, as mail programs write it in that language. */
export function writeAttribution(at: Date, sender: string, style: CustomerStyle): string {
  return attributions[style.language](writeMoment(at, style), sender);
}

const attributions: Readonly<Record<CustomerLanguage, (moment: string, sender: string) => string>> = {
  en: (moment, sender) => `On ${moment}, ${sender} wrote:`,
  de: (moment, sender) => `Am ${moment} schrieb ${sender}:`,
  fr: (moment, sender) => `Le ${moment}, ${sender} a écrit :`,
  es: (moment, sender) => `El ${moment}, ${sender} escribió:`,
  it: (moment, sender) => `Il ${moment}, ${sender} ha scritto:`,
  nl: (moment, sender) => `Op ${moment} schreef ${sender}:`,
  pl: (moment, sender) => `W dniu ${moment} ${sender} pisze:`,
  pt: (moment, sender) => `Em ${moment}, ${sender} escreveu:`,
};

/** What stands above a mail that is passed on. */
interface ForwardWords {
  readonly title: string;
  readonly from: string;
  readonly date: string;
  readonly subject: string;
  readonly to: string;
  readonly cc: string;
}

export const forwardWords: Readonly<Record<CustomerLanguage, ForwardWords>> = {
  en: { title: 'Forwarded message', from: 'From', date: 'Date', subject: 'Subject', to: 'To', cc: 'Cc' },
  de: {
    title: 'Weitergeleitete Nachricht',
    from: 'Von',
    date: 'Datum',
    subject: 'Betreff',
    to: 'An',
    cc: 'Cc',
  },
  fr: { title: 'Message transféré', from: 'De', date: 'Date', subject: 'Objet', to: 'À', cc: 'Cc' },
  es: { title: 'Mensaje reenviado', from: 'De', date: 'Fecha', subject: 'Asunto', to: 'Para', cc: 'Cc' },
  it: { title: 'Messaggio inoltrato', from: 'Da', date: 'Data', subject: 'Oggetto', to: 'A', cc: 'Cc' },
  nl: {
    title: 'Doorgestuurd bericht',
    from: 'Van',
    date: 'Datum',
    subject: 'Onderwerp',
    to: 'Aan',
    cc: 'Cc',
  },
  pl: { title: 'Wiadomość przekazana', from: 'Od', date: 'Data', subject: 'Temat', to: 'Do', cc: 'DW' },
  pt: { title: 'Mensagem encaminhada', from: 'De', date: 'Data', subject: 'Assunto', to: 'Para', cc: 'Cc' },
};
