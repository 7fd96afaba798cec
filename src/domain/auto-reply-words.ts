import { type CustomerLanguage, customerLanguages } from './customer-language.ts';

export interface AutoReplyTemplate {
  /** Without the ticket's tag, which is put in front. */
  readonly subject: string;
  readonly text: string;
}

/** What Postroom answers by itself where a group has no words of its own. The words of the mail stay out of it. */
export const autoReplyWords: Readonly<Record<CustomerLanguage, AutoReplyTemplate>> = {
  en: write(
    'We have received your message',
    'Hello {{customer}},',
    'thank you for your message. It is our ticket {{ticket}}, and somebody will answer it.',
    'To add something, answer this message.',
    'This message was sent automatically.',
  ),
  de: write(
    'Wir haben Ihre Nachricht erhalten',
    'Guten Tag {{customer}},',
    'vielen Dank für Ihre Nachricht. Sie hat bei uns die Nummer {{ticket}}, und wir werden sie beantworten.',
    'Wenn Sie etwas ergänzen möchten, antworten Sie auf diese Nachricht.',
    'Diese Nachricht wurde automatisch verschickt.',
  ),
  fr: write(
    'Nous avons reçu votre message',
    'Bonjour {{customer}},',
    'merci pour votre message. Il porte chez nous le numéro {{ticket}}, et nous y répondrons.',
    'Pour ajouter quelque chose, répondez à ce message.',
    'Ce message a été envoyé automatiquement.',
  ),
  es: write(
    'Hemos recibido su mensaje',
    'Hola, {{customer}}:',
    'gracias por su mensaje. Tiene el número {{ticket}} y le responderemos.',
    'Si desea añadir algo, responda a este mensaje.',
    'Este mensaje se ha enviado automáticamente.',
  ),
  it: write(
    'Abbiamo ricevuto il suo messaggio',
    'Buongiorno {{customer}},',
    'grazie per il suo messaggio. Ha il numero {{ticket}} e le risponderemo.',
    'Per aggiungere qualcosa, risponda a questo messaggio.',
    'Questo messaggio è stato inviato automaticamente.',
  ),
  nl: write(
    'Wij hebben uw bericht ontvangen',
    'Beste {{customer}},',
    'bedankt voor uw bericht. Het heeft bij ons nummer {{ticket}} en wordt beantwoord.',
    'Wilt u iets toevoegen, beantwoord dan dit bericht.',
    'Dit bericht is automatisch verzonden.',
  ),
  pl: write(
    'Otrzymaliśmy Państwa wiadomość',
    'Dzień dobry, {{customer}},',
    'dziękujemy za wiadomość. Ma u nas numer {{ticket}} i odpowiemy na nią.',
    'Aby coś dodać, prosimy odpowiedzieć na tę wiadomość.',
    'Ta wiadomość została wysłana automatycznie.',
  ),
  pt: write(
    'Recebemos a sua mensagem',
    'Olá {{customer}},',
    'obrigado pela sua mensagem. Tem o número {{ticket}} e será respondida.',
    'Para acrescentar algo, responda a esta mensagem.',
    'Esta mensagem foi enviada automaticamente.',
  ),
};

function write(
  subject: string,
  greeting: string,
  thanks: string,
  more: string,
  end: string,
): AutoReplyTemplate {
  return { subject, text: [greeting, thanks, more, `{{group}}\n${end}`].join('\n\n') };
}

/** @returns '' for words of Postroom's own in any language: they follow the group's; all others as they are */
export function dropOwnWords(part: keyof AutoReplyTemplate, text: string): string {
  return customerLanguages.some((language) => autoReplyWords[language][part] === text) ? '' : text;
}
