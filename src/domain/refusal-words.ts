import type { CustomerLanguage } from './customer-language.ts';

interface RefusalWords {
  readonly subject: string;
  /** @param has its megabytes, about. @param most that are received */
  readonly text: (has: number, most: number) => string;
}

/** What the sender of a message that is too large is asked, in the language of the group. */
export const refusalWords: Readonly<Record<CustomerLanguage, RefusalWords>> = {
  en: write(
    'Your message was too large',
    'Hello,',
    (has, most) =>
      `your message has about ${has} MB; at most ${most} MB can be received here, so nobody has read it.`,
    (files) => `By mail files grow by a third: about ${files} MB of them fit.`,
    'Please send it again with smaller attachments, or with a link to them. An answer to this message finds its way.',
    'This is an automatic message.',
  ),
  de: write(
    'Ihre Nachricht war zu groß',
    'Guten Tag,',
    (has, most) =>
      `Ihre Nachricht hat etwa ${has} MB; hier können höchstens ${most} MB empfangen werden, deshalb hat sie niemand gelesen.`,
    (files) => `Per E-Mail werden Dateien um ein Drittel größer: Etwa ${files} MB davon passen.`,
    'Bitte senden Sie sie noch einmal mit kleineren Anhängen oder mit einem Link auf sie. Eine Antwort auf diese Nachricht kommt an der richtigen Stelle an.',
    'Diese Nachricht wurde automatisch verschickt.',
  ),
  fr: write(
    'Votre message était trop volumineux',
    'Bonjour,',
    (has, most) =>
      `votre message fait environ ${has} Mo ; nous pouvons en recevoir ${most} au plus, personne ne l’a donc lu.`,
    (files) => `Par e-mail, les fichiers grossissent d’un tiers : environ ${files} Mo passent.`,
    'Veuillez le renvoyer avec des pièces jointes plus petites ou avec un lien vers elles. Une réponse à ce message nous parviendra.',
    'Ce message a été envoyé automatiquement.',
  ),
  es: write(
    'Su mensaje era demasiado grande',
    'Hola:',
    (has, most) =>
      `su mensaje ocupa unos ${has} MB; aquí se reciben como máximo ${most} MB, así que nadie lo ha leído.`,
    (files) => `Por correo, los archivos crecen un tercio: caben unos ${files} MB.`,
    'Envíelo de nuevo con adjuntos más pequeños o con un enlace a ellos. Puede responder a este mensaje.',
    'Este mensaje se ha enviado automáticamente.',
  ),
  it: write(
    'Il suo messaggio era troppo grande',
    'Buongiorno,',
    (has, most) =>
      `il suo messaggio occupa circa ${has} MB; qui se ne possono ricevere al massimo ${most}, quindi nessuno lo ha letto.`,
    (files) => `Per posta elettronica i file crescono di un terzo: ne passano circa ${files} MB.`,
    'La preghiamo di inviarlo di nuovo con allegati più piccoli o con un collegamento. Può rispondere a questo messaggio.',
    'Questo messaggio è stato inviato automaticamente.',
  ),
  nl: write(
    'Uw bericht was te groot',
    'Goedendag,',
    (has, most) =>
      `uw bericht is ongeveer ${has} MB groot; hier kan hoogstens ${most} MB worden ontvangen, dus niemand heeft het gelezen.`,
    (files) => `Per e-mail worden bestanden een derde groter: ongeveer ${files} MB past.`,
    'Stuur het alstublieft opnieuw met kleinere bijlagen of met een link ernaartoe. Een antwoord op dit bericht komt aan.',
    'Dit bericht is automatisch verzonden.',
  ),
  pl: write(
    'Państwa wiadomość była za duża',
    'Dzień dobry,',
    (has, most) =>
      `Państwa wiadomość ma około ${has} MB; możemy odebrać najwyżej ${most} MB, dlatego nikt jej nie przeczytał.`,
    (files) => `W poczcie elektronicznej pliki rosną o jedną trzecią: zmieści się około ${files} MB.`,
    'Prosimy wysłać ją ponownie z mniejszymi załącznikami lub z odnośnikiem do nich. Odpowiedź na tę wiadomość do nas dotrze.',
    'Ta wiadomość została wysłana automatycznie.',
  ),
  pt: write(
    'A sua mensagem era demasiado grande',
    'Olá,',
    (has, most) =>
      `a sua mensagem tem cerca de ${has} MB; aqui recebem-se no máximo ${most} MB, pelo que ninguém a leu.`,
    (files) => `Por correio eletrónico, os ficheiros crescem um terço: cabem cerca de ${files} MB.`,
    'Envie-a de novo com anexos mais pequenos ou com uma ligação para eles. Pode responder a esta mensagem.',
    'Esta mensagem foi enviada automaticamente.',
  ),
};

function write(
  subject: string,
  greeting: string,
  cause: (has: number, most: number) => string,
  growth: (files: number) => string,
  step: string,
  end: string,
): RefusalWords {
  const advise = (files: number) => (files === 0 ? step : `${growth(files)} ${step}`);
  return {
    subject,
    text: (has, most) => [greeting, cause(has, most), advise(countFiles(most)), end].join('\n\n'),
  };
}

/** @returns the megabytes of files that fit: base64 makes 78 bytes of a line out of 57 (RFC 2045, section 6.8) */
function countFiles(most: number): number {
  return Math.floor((most * 57) / 78);
}
