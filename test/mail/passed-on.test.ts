import { runLooks } from '../support/mail-look.ts';
import { crlf, html, text } from '../support/write-mail.ts';

// What a colleague has passed on, as some forty mail programs write it: the customer is who wrote it, and it stands in sight.

const J = 'John Doe <john.doe@acme.com>',
  B = 'support@postroom.example';
const W = 'INNERWORDS one two.\n\nSECOND line.';
const L: Record<string, string[]> = {
  // lang: apple sep, from, subject, date, to, cc, reply-to
  cs: [
    'Začátek přeposílané zprávy',
    'Od',
    'Předmět',
    'Datum',
    'Komu',
    'Kopie',
    'Odpověď na',
    '26. října 2021 v 14:25:08 SELČ',
  ],
  da: [
    'Start på videresendt besked',
    'Fra',
    'Emne',
    'Dato',
    'Til',
    'Cc',
    'Svar til',
    '26. oktober 2021 kl. 14.25.08 CEST',
  ],
  de: [
    'Anfang der weitergeleiteten Nachricht',
    'Von',
    'Betreff',
    'Datum',
    'An',
    'Kopie',
    'Antwort an',
    '26. Oktober 2021 um 14:25:08 MESZ',
  ],
  en: [
    'Begin forwarded message',
    'From',
    'Subject',
    'Date',
    'To',
    'Cc',
    'Reply-To',
    'October 26, 2021 at 2:25:08 PM GMT+2',
  ],
  es: [
    'Inicio del mensaje reenviado',
    'De',
    'Asunto',
    'Fecha',
    'Para',
    'Cc',
    'Responder a',
    '26 de octubre de 2021, 14:25:08 CEST',
  ],
  fi: [
    'Välitetty viesti alkaa',
    'Lähettäjä',
    'Aihe',
    'Päivämäärä',
    'Vastaanottaja',
    'Kopio',
    'Vastaus',
    '26. lokakuuta 2021 klo 14.25.08 UTC+3',
  ],
  fr: [
    'Début du message réexpédié',
    'De',
    'Objet',
    'Date',
    'À',
    'Cc',
    'Répondre à',
    '26 octobre 2021 à 14:25:08 UTC+2',
  ],
  hr: [
    'Započni proslijeđenu poruku',
    'Šalje',
    'Predmet',
    'Datum',
    'Prima',
    'Cc',
    'Odgovori na',
    '26. listopada 2021. u 14:25:08 CEST',
  ],
  hu: [
    'Továbbított levél kezdete',
    'Feladó',
    'Tárgy',
    'Dátum',
    'Címzett',
    'Másolat',
    'Válaszcím',
    '2021. október 26. 14:25:08 CEST',
  ],
  it: [
    'Inizio messaggio inoltrato',
    'Da',
    'Oggetto',
    'Data',
    'A',
    'Cc',
    'Rispondi a',
    '26 ottobre 2021, 14:25:08 CEST',
  ],
  nl: [
    'Begin doorgestuurd bericht',
    'Van',
    'Onderwerp',
    'Datum',
    'Aan',
    'Kopie',
    'Antwoord aan',
    '26 oktober 2021 om 14:25:08 CEST',
  ],
  no: [
    'Videresendt melding',
    'Fra',
    'Emne',
    'Dato',
    'Til',
    'Kopi',
    'Svar til',
    '26. oktober 2021 kl. 14:25:08 CEST',
  ],
  pl: [
    'Początek przekazywanej wiadomości',
    'Od',
    'Temat',
    'Data',
    'Do',
    'Dw',
    'Odpowiedź-do',
    '26 października 2021 o 14:25:08 CEST',
  ],
  pt: [
    'Início da mensagem reencaminhada',
    'De',
    'Assunto',
    'Data',
    'Para',
    'Cc',
    'Responder A',
    '26 de outubro de 2021, 14:25:08 CEST',
  ],
  ptbr: [
    'Início da mensagem encaminhada',
    'De',
    'Assunto',
    'Data',
    'Para',
    'Cc',
    'Responder a',
    '26 de outubro de 2021 14:25:08 BRT',
  ],
  ro: [
    'Începe mesajul redirecționat',
    'Expeditorul',
    'Subiectul',
    'Dată',
    'Destinatarul',
    'Cc',
    'Răspuns către',
    '26 octombrie 2021 la 14:25:08 EEST',
  ],
  ru: [
    'Начало переадресованного сообщения',
    'Отправитель',
    'Тема',
    'Дата',
    'Кому',
    'Копия',
    'Ответ-Кому',
    '26 октября 2021 г. в 14:25:08 GMT+3',
  ],
  sk: [
    'Začiatok preposlanej správy',
    'Od',
    'Predmet',
    'Dátum',
    'Pre',
    'Cc',
    'Odpovedať-Pre',
    '26. októbra 2021 o 14:25:08 SELČ',
  ],
  sv: [
    'Vidarebefordrat mejl',
    'Från',
    'Ämne',
    'Datum',
    'Till',
    'Kopia',
    'Svara till',
    '26 oktober 2021 14:25:08 CEST',
  ],
  tr: [
    'İleti başlangıcı',
    'Kimden',
    'Konu',
    'Tarih',
    'Kime',
    'Bilgi',
    'Yanıt Adresi',
    '26 Ekim 2021 14:25:08 GMT+3',
  ],
  uk: [
    'Початок листа, що пересилається',
    'Від кого',
    'Тема',
    'Дата',
    'Кому',
    'Копія',
    'Кому відповісти',
    '26 жовтня 2021 р. о 14:25:08 GMT+3',
  ],
  ja: [
    '転送されたメッセージ',
    '差出人',
    '件名',
    '日付',
    '宛先',
    'Cc',
    '返信先',
    '2021年10月26日 14:25:08 JST',
  ],
  zh: [
    '开始转发的邮件',
    '发件人',
    '主题',
    '日期',
    '收件人',
    '抄送',
    '回复-收件人',
    '2021年10月26日 GMT+8 14:25:08',
  ],
  zht: [
    '轉寄的郵件',
    '寄件人',
    '主旨',
    '日期',
    '收件人',
    '副本',
    '回覆至',
    '2021年10月26日 GMT+8 下午2:25:08',
  ],
  ko: [
    '전달된 메시지 시작',
    '보낸 사람',
    '제목',
    '날짜',
    '받는 사람',
    '참조',
    '답장 받는 사람',
    '2021년 10월 26일 오후 2:25:08 GMT+9',
  ],
  el: [
    'Αρχή προωθημένου μηνύματος',
    'Από',
    'Θέμα',
    'Ημερομηνία',
    'Προς',
    'Κοιν.',
    'Απάντηση σε',
    '26 Οκτωβρίου 2021 στις 2:25:08 μ.μ. EEST',
  ],
  ca: [
    'Inici del missatge reenviat',
    'De',
    'Tema',
    'Data',
    'A',
    'Cc',
    'Respon a',
    '26 octubre 2021, a les 14:25:08 CEST',
  ],
  he: [
    'תחילת ההודעה שהועברה',
    'מאת',
    'נושא',
    'תאריך',
    'אל',
    'עותק',
    'השב אל',
    '26 באוקטובר 2021 בשעה 14:25:08 GMT+3',
  ],
  ar: [
    'بداية الرسالة المُعاد توجيهها',
    'من',
    'الموضوع',
    'التاريخ',
    'إلى',
    'نسخة',
    'الرد على',
    '26 أكتوبر 2021 في 2:25:08 م غرينتش+3',
  ],
  th: ['เริ่มข้อความที่ส่งต่อ', 'จาก', 'เรื่อง', 'วันที่', 'ถึง', 'สำเนา', 'ตอบกลับ', '26 ตุลาคม 2564 เวลา 14:25:08'],
  vi: [
    'Bắt đầu thư được chuyển tiếp',
    'Từ',
    'Chủ đề',
    'Ngày',
    'Đến',
    'Cc',
    'Trả lời tới',
    '14:25:08 GMT+7, 26 tháng 10, 2021',
  ],
};
const cases: [string, string][] = [];
for (const [l, [sep, f, s, d, t, c, r, date]] of Object.entries(L)) {
  const sp = l === 'fr' ? ' ' : '';
  const block = `${sep}${sp}:\n\n${f}${sp}: ${J}\n${s}${sp}: Printer\n${d}${sp}: ${date}\n${t}${sp}: ${B}\n${c}${sp}: w@acme.com\n${r}${sp}: ${J}\n\n${W}`;
  cases.push([
    `apple ${l}`,
    block
      .split('\n')
      .map((x) => `> ${x}`.trimEnd())
      .join('\n'),
  ]);
  cases.push([`apple-unmarked ${l}`, block]);
}
const T: Record<string, string[]> = {
  // thunderbird
  cs: ['-------- Přeposlaná zpráva --------', 'Předmět', 'Datum', 'Od', 'Komu', 'Kopie'],
  da: ['-------- Videresendt meddelelse --------', 'Subject', 'Date', 'From', 'To', 'CC'],
  de: ['-------- Weitergeleitete Nachricht --------', 'Betreff', 'Datum', 'Von', 'An', 'Kopie (CC)'],
  es: ['-------- Mensaje reenviado --------', 'Asunto', 'Fecha', 'De', 'Para', 'CC'],
  fi: ['-------- Välitetty viesti / Fwd.Msg --------', 'Aihe', 'Päiväys', 'Lähettäjä', 'Vastaanottaja', 'CC'],
  fr: ['-------- Message transféré --------', 'Sujet ', 'Date ', 'De ', 'Pour ', 'Copie à '],
  hr: ['-------- Proslijeđena poruka --------', 'Naslov', 'Datum', 'Šalje', 'Prima', 'CC'],
  hu: ['-------- Továbbított üzenet --------', 'Tárgy', 'Dátum', 'Feladó', 'Címzett', 'CC'],
  it: ['-------- Messaggio Inoltrato --------', 'Oggetto', 'Data', 'Mittente', 'A', 'CC'],
  nl: ['-------- Doorgestuurd bericht --------', 'Onderwerp', 'Datum', 'Van', 'Aan', 'CC'],
  no: ['-------- Videresendt melding --------', 'Emne', 'Dato', 'Fra', 'Til', 'CC'],
  pl: ['--- Treść przekazanej wiadomości ---', 'Temat', 'Data', 'Nadawca', 'Adresat', 'Kopia'],
  pt: ['-------- Mensagem reencaminhada --------', 'Assunto', 'Data', 'De', 'Para', 'CC'],
  ro: ['-------- Mesaj redirecționat --------', 'Subiectul', 'Dată', 'de la', 'Către', 'CC'],
  ru: ['-------- Перенаправленное сообщение --------', 'Тема', 'Дата', 'От', 'Кому', 'Копия'],
  sk: ['-------- Preposlaná správa --- Forwarded Message --------', 'Predmet', 'Dátum', 'Od', 'Pre', 'Kópia'],
  sv: ['-------- Vidarebefordrat meddelande --------', 'Ämne', 'Datum', 'Från', 'Till', 'Kopia'],
  tr: ['-------- İletilen İleti --------', 'Konu', 'Tarih', 'Kimden', 'Kime', 'CC'],
  uk: ['-------- Переслане повідомлення --------', 'Тема', 'Дата', 'Від', 'Кому', 'CC'],
};
for (const [l, [sep, s, d, f, t, c]] of Object.entries(T))
  cases.push([
    `tb ${l}`,
    `\n\n\n${sep}\n${s}: \tPrinter\n${d}: \tWed, 3 Nov 2021 15:51:30 +0100\n${f}: \t${J}\n${t}: \t${B}\n${c}: \tw@acme.com\n\n\n\n${W}`,
  ]);
const Y: Record<string, string[]> = {
  // yahoo: sep, from, to, cc, sent, subject
  cs: ['Přeposlaná zpráva', 'Od:', 'Komu:', 'Kopie:', 'Datum:', 'Předmět:'],
  da: ['Videresendt meddelelse', 'Fra:', 'Til:', 'Cc:', 'Sendt:', 'Emne:'],
  de: ['Weitergeleitete Nachricht', 'Von:', 'An:', 'CC:', 'Gesendet:', 'Betreff:'],
  en: ['Forwarded Message', 'From:', 'To:', 'Cc:', 'Sent:', 'Subject:'],
  es: ['Mensaje reenviado', 'De:', 'Para:', 'CC:', 'Enviado:', 'Asunto:'],
  fi: ['Edelleenlähetetty viesti', 'Lähettäjä:', 'Vastaanottaja:', 'Kopio:', 'Lähetetty:', 'Aihe:'],
  fr: ['Message transmis', 'De :', 'À :', 'Cc :', 'Envoyé :', 'Objet :'],
  hu: ['Továbbított üzenet', 'Feladó:', 'Címzett:', 'Másolat:', 'Elküldve:', 'Tárgy:'],
  it: ['Messaggio inoltrato', 'Da:', 'A:', 'Cc:', 'Inviato:', 'Oggetto:'],
  nl: ['Doorgestuurd bericht', 'Van:', 'Aan:', 'Cc:', 'Verzonden:', 'Onderwerp:'],
  no: ['Videresendt melding', 'Fra:', 'Til:', 'Kopi:', 'Sendt:', 'Emne:'],
  pl: ['Przekazana wiadomość', 'Od:', 'Do:', 'Dw', 'Wysłano:', 'Temat:'],
  pt: ['Mensagem reencaminhada', 'De:', 'Para:', 'Cc:', 'Enviado:', 'Assunto'],
  ro: ['Mesaj redirecționat', 'De la:', 'Către:', 'Cc:', 'Trimis:', 'Subiect:'],
  ru: ['Пересылаемое сообщение', 'От:', 'Кому:', 'Копия:', 'Отправлено:', 'Тема:'],
  sk: ['Preposlaná správa', 'Od:', 'Komu:', 'Kópia:', 'Odoslané:', 'Predmet:'],
  sv: ['Vidarebefordrat meddelande', 'Från:', 'Till:', 'Kopia:', 'Skickat:', 'Ämne:'],
  tr: ['İletilmiş Mesaj', 'Kimden:', 'Kime:', 'Cc:', 'Gönderilen:', 'Konu:'],
  uk: ['Перенаправлене повідомлення', 'Від:', 'Кому:', 'Копія:', 'Відправлено:', 'Тема:'],
};
for (const [l, [sep, f, t, c, d, s]] of Object.entries(Y))
  cases.push(
    [
      `yahoo ${l}`,
      `   ----- ${sep} ----- ${f} ${J}${t} "${B}" <${B}>${c} W <w@acme.com>${d} Tuesday, November 2, 2021, 09:26:50 GMT+1${s} Printer\n ${W}`,
    ],
    [
      `yahoo-lines ${l}`,
      `\n\n----- ${sep} -----\n${f} ${J}\n${t} "${B}" <${B}>\n${d} Tuesday, November 2, 2021, 09:26:50 GMT+1\n${s} Printer\n\n${W}`,
    ],
  );
const O: [string, string][] = [
  ['cs', 'Dne 28.10.2021 12:46, John Doe <john.doe@acme.com> napsal(a):'],
  ['da', 'D. 28.10.2021 12.46 skrev "John Doe" <john.doe@acme.com>:'],
  ['de', 'Am 28.10.21, 12:46 schrieb "John Doe" <john.doe@acme.com>:'],
  ['en', 'On 28/10/2021, 12:46, "John Doe" <john.doe@acme.com> wrote:'],
  ['es', 'El 28/10/2021, 12:46, "John Doe" <john.doe@acme.com> escribió:'],
  ['fr', 'Le 28/10/2021 12:46, « John Doe » <john.doe@acme.com> a écrit :'],
  ['fi', 'John Doe <john.doe@acme.com> kirjoitti 28.10.2021 klo 12.46:'],
  ['hu', '28/10/2021 12:46 időpontban John Doe (john.doe@acme.com) ezt írta:'],
  ['it', 'Il giorno 28/10/21, 12:46 "John Doe" <john.doe@acme.com> ha scritto:'],
  ['nl', 'Op 28-10-2021 12:46 heeft John Doe <john.doe@acme.com> geschreven:'],
  ['no', 'John Doe <john.doe@acme.com> skrev følgende den 28/10/2021, 12:46:'],
  ['pl', 'Dnia 28.10.2021, 12:46 „John Doe” <john.doe@acme.com> napisał:'],
  ['pt', 'Em 28/10/2021, 12:46, "John Doe" <john.doe@acme.com> escreveu:'],
  ['ru', '28/10/2021, 12:46 пользователь "John Doe" <john.doe@acme.com> написал:'],
  ['sk', '28/10/2021 12:46 používateľ John Doe (<john.doe@acme.com>) napísal:'],
  ['sv', 'Den 2021-10-28 12:46 skrev "John Doe" <john.doe@acme.com> följande:'],
  ['tr', '"John Doe" <john.doe@acme.com>, 28.10.2021 12:46 tarihinde şunu yazdı:'],
];
for (const [l, line] of O)
  cases.push([
    `mac-outlook ${l}`,
    `${line}\n\n${W.split('\n')
      .map((x) => x && `    ${x}`)
      .join('\n')}\n`,
  ]);
const X: [string, string][] = [
  ['groupwise', `FYI\n\n>>> John Doe <john.doe@acme.com> 02.03.2026 10:22 >>>\n${W}`],
  ['groupwise us', `FYI\n\n>>> John Doe <john.doe@acme.com> 3/2/2026 10:22 AM >>>\n${W}`],
  ['groupwise quoted name', `FYI\n\n>>> "John Doe" <john.doe@acme.com> 3/2/2026 10:22 AM >>>\n${W}`],
  ['groupwise bare', `FYI\n\n>>> <john.doe@acme.com> 3/2/2026 10:22 AM >>>\n${W}`],
  ['groupwise am', `>>> Am 02.03.2026 um 10:22 schrieb John Doe <john.doe@acme.com>:\n${W}`],
  [
    'groupwise am2',
    `>>> John Doe <john.doe@acme.com> schrieb am Montag, 2. März 2026 um 10:22 in Nachricht\n<56A0C1@acme.com>:\n${W.split(
      '\n',
    )
      .map((x) => `> ${x}`)
      .join('\n')}`,
  ],
  [
    'groupwise on',
    `>>> On 3/2/2026 at 10:22 AM, in message <4F1D@acme.com>, John Doe\n<john.doe@acme.com> wrote:\n${W.split(
      '\n',
    )
      .map((x) => `> ${x}`)
      .join('\n')}`,
  ],
  ['groupwise header', `>>> John Doe <john.doe@acme.com> 02.03.26 10.22 Uhr >>>\n${W}`],
  [
    'notes en',
    `FYI\n\n----- Forwarded by Ada Agent/DESK on 03/02/2026 10:22 AM -----\n\nFrom:\tJohn Doe <john.doe@acme.com>\nTo:\t${B}\nDate:\t03/02/2026 10:20 AM\nSubject:\tPrinter\n\n\n\n${W}`,
  ],
  [
    'notes de',
    `FYI\n\n----- Weitergeleitet von Ada Agent/DESK am 02.03.2026 10:22 -----\n\nVon:\tJohn Doe <john.doe@acme.com>\nAn:\t${B}\nDatum:\t02.03.2026 10:20\nBetreff:\tPrinter\n\n${W}`,
  ],
  [
    'notes old',
    `FYI\n---------------------- Forwarded by Ada Agent/DESK on 03/02/2026 10:22 AM ---------------------------\n\n\nJohn Doe <john.doe@acme.com> on 03/02/2026 10:20:01 AM\n\nTo:   ${B}\ncc:\nSubject:  Printer\n\n\n${W}`,
  ],
  [
    'notes old de',
    `FYI\n---------------------- Weitergeleitet von Ada Agent/DESK am 02.03.2026 10:22 ---------------------------\n\n\nJohn Doe <john.doe@acme.com> am 02.03.2026 10:20:01\n\nAn:   ${B}\nKopie:\nThema:  Printer\n\n\n${W}`,
  ],
  [
    'notes table',
    `FYI\n\n----- Forwarded by Ada Agent/DESK on 03/02/2026 10:22 AM -----\n\n|------------>\n| From:      |\n|------------>\n  >----------------------------------------------------------------|\n  |"John Doe" <john.doe@acme.com>                                    |\n  >----------------------------------------------------------------|\n|------------>\n| To:        |\n|------------>\n  >----------------------------------------------------------------|\n  |${B}                                                  |\n  >----------------------------------------------------------------|\n|------------>\n| Date:      |\n|------------>\n  >----------------------------------------------------------------|\n  |03/02/2026 10:20 AM                                             |\n  >----------------------------------------------------------------|\n|------------>\n| Subject:   |\n|------------>\n  >----------------------------------------------------------------|\n  |Printer                                                         |\n  >----------------------------------------------------------------|\n\n\n\n${W}`,
  ],
  [
    'notes name over',
    `FYI\n\n----- Forwarded by Ada Agent/DESK on 03/02/2026 10:22 AM -----\n\nJohn Doe <john.doe@acme.com>\n03/02/2026 10:20 AM\n\nTo\n${B}\ncc\n\nSubject\nPrinter\n\n\n\n\n\n${W}`,
  ],
  [
    'notes fr',
    `FYI\n\n----- Transféré par Ada Agent/DESK le 02/03/2026 10:22 -----\n\nDe :\tJohn Doe <john.doe@acme.com>\nA :\t${B}\nDate :\t02/03/2026 10:20\nObjet :\tPrinter\n\n${W}`,
  ],
  [
    'em client',
    `FYI\n\n------ Forwarded Message ------\nFrom: "John Doe" <john.doe@acme.com>\nTo: ${B}\nSent: 3/2/2026 10:22:33 AM\nSubject: Printer\n\n${W}`,
  ],
  [
    'em client new',
    `FYI\n\n------ Forwarded Message ------\nFrom "John Doe" <john.doe@acme.com>\nTo ${B}\nDate 3/2/2026 10:22:33 AM\nSubject Printer\n\n${W}`,
  ],
  [
    'em client de',
    `FYI\n\n------ Weitergeleitete Nachricht ------\nVon "John Doe" <john.doe@acme.com>\nAn ${B}\nDatum 02.03.2026 10:22:33\nBetreff Printer\n\n${W}`,
  ],
  [
    'em client fr',
    `FYI\n\n------ Message transféré ------\nDe "John Doe" <john.doe@acme.com>\nÀ ${B}\nDate 02/03/2026 10:22:33\nObjet Printer\n\n${W}`,
  ],
  [
    'em client cs',
    `FYI\n\n------ Přeposlaná zpráva ------\nOd "John Doe" <john.doe@acme.com>\nKomu ${B}\nDatum 02.03.2026 10:22:33\nPředmět Printer\n\n${W}`,
  ],
  [
    'spark',
    `FYI\n---------- Forwarded message ----------\nFrom: John Doe <john.doe@acme.com>\nDate: 2 Mar 2026, 10:22 +0100\nTo: ${B}\nSubject: Printer\n\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'spark de',
    `FYI\n---------- Weitergeleitete Nachricht ----------\nVon: John Doe <john.doe@acme.com>\nDatum: 2. März 2026 um 10:22 +0100\nAn: ${B}\nBetreff: Printer\n\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'spark old',
    `FYI\n\nSent from my iPhone\n\nBegin forwarded message:\nOn 2 Mar 2026, 10:22 +0100, John Doe <john.doe@acme.com>, wrote:\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'outlook ios',
    `FYI\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: John Doe <john.doe@acme.com>\nSent: Monday, March 2, 2026 10:22:33 AM\nTo: ${B} <${B}>\nSubject: Printer\n\n${W}`,
  ],
  [
    'outlook android de',
    `FYI\n\nOutlook für Android<https://aka.ms/AAb9ysg> beziehen\n________________________________\nVon: John Doe <john.doe@acme.com>\nGesendet: Montag, 2. März 2026 10:22:33\nAn: ${B} <${B}>\nBetreff: Printer\n\n${W}`,
  ],
  [
    'outlook bold md',
    `FYI\n\n**From:** John Doe <john.doe@acme.com>\n**Sent:** Monday, March 2, 2026 10:22 AM\n**To:** ${B}\n**Subject:** Printer\n\n${W}`,
  ],
  [
    'outlook mailto',
    `FYI\n\nFrom: John Doe [mailto:john.doe@acme.com]\nSent: Monday, March 2, 2026 10:22 AM\nTo: ${B}\nSubject: Printer\n\n${W}`,
  ],
  [
    'outlook mailto nested',
    `FYI\n\nFrom: John Doe <john.doe@acme.com<mailto:john.doe@acme.com>>\nSent: Monday, March 2, 2026 10:22 AM\nTo: ${B}<mailto:${B}>\nSubject: Printer\n\n${W}`,
  ],
  [
    'ionos',
    `> ---------- Original Message ----------\n> From: John Doe <john.doe@acme.com>\n> To: "${B}" <${B}>\n> Date: 02/10/2023 4:52 PM EST\n> Subject: Printer\n>  \n>  \n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'mailmate',
    `Forwarded message:\n\n> From: John Doe <john.doe@acme.com>\n> To: ${B}\n> Cc: w@acme.com\n> Subject: Printer\n> Date: Wed, 27 Oct 2021 09:31:00 +0000\n>\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'hubspot ja',
    `---------- メッセージを転送 ---------\n送信元：${J}\n日付：2022年9月19日月曜日 17:55:44 -0400\n件名：Printer\n送信先：${B}\nCC：w@acme.com\n\n${W}`,
  ],
  [
    'missive',
    `---------- Forwarded message ----------\nFrom: ${J}\nDate: July 19, 2022 at 3:09 PM\nTo: ${B}\nSubject: Printer\n\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'proton',
    `FYI\n\n------- Forwarded Message -------\nFrom: John Doe <john.doe@acme.com>\nDate: On Monday, March 2nd, 2026 at 10:22 AM\nSubject: Printer\nTo: ${B} <${B}>\n\n\n> ${W.replace(/\n/g, '\n> ')}`,
  ],
  [
    'proton2',
    `FYI\n\n------- Forwarded Message -------\nFrom: John Doe <john.doe@acme.com>\nDate: On Monday, March 2nd, 2026 at 10:22 AM\nSubject: Printer\nTo: ${B} <${B}>\n\n${W}`,
  ],
  [
    'zimbra',
    `FYI\n\n----- Forwarded Message -----\nFrom: "John Doe" <john.doe@acme.com>\nTo: "support" <${B}>\nSent: Monday, March 2, 2026 10:22:33 AM\nSubject: Printer\n\n${W}`,
  ],
  [
    'roundcube',
    `FYI\n\n-------- Original Message --------\nSubject: Printer\nDate: 2026-03-02 10:22\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\n\n${W}`,
  ],
  [
    'k9',
    `FYI\n\n-------- Original Message --------\nFrom: John Doe <john.doe@acme.com>\nSent: March 2, 2026 10:22:33 AM GMT+01:00\nTo: ${B}\nSubject: Printer\n\n${W}`,
  ],
  [
    'samsung',
    `FYI\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\nFrom: John Doe <john.doe@acme.com>\nDate: 3/2/26 10:22 AM (GMT+01:00)\nTo: ${B}\nSubject: Printer\n\n${W}`,
  ],
  [
    'mutt',
    `FYI\n\n----- Forwarded message from John Doe <john.doe@acme.com> -----\n\nDate: Mon, 2 Mar 2026 10:22:33 +0100\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\nSubject: Printer\n\n${W}\n\n----- End forwarded message -----`,
  ],
  [
    'evolution',
    `FYI\n\n-------- Forwarded Message --------\nFrom: John Doe <john.doe@acme.com>\nReply-to: John Doe <john.doe@acme.com>\nTo: ${B}\nSubject: Printer\nDate: Mon, 2 Mar 2026 10:22:33 +0100\n\n${W}`,
  ],
  [
    'kmail',
    `FYI\n\n----------  Forwarded Message  ----------\n\nSubject: Printer\nDate: Monday, 2 March 2026, 10:22:33 CET\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\n\n${W}\n\n-----------------------------------------`,
  ],
  [
    'claws',
    `Begin forwarded message:\n\nDate: Mon, 2 Mar 2026 10:22:33 +0100\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\nSubject: Printer\n\n\n${W}`,
  ],
  [
    'horde',
    `----- Forwarded message from John Doe <john.doe@acme.com> -----\n   Date: Mon, 02 Mar 2026 10:22:33 +0100\n   From: John Doe <john.doe@acme.com>\nSubject: Printer\n     To: ${B}\n\n${W}\n\n----- End forwarded message -----`,
  ],
  [
    'zoho',
    `FYI\n\n\n\n============ Forwarded message ============\nFrom: John Doe <john.doe@acme.com>\nTo: <${B}>\nDate: Mon, 02 Mar 2026 10:22:33 +0100\nSubject: Printer\n============ Forwarded message ============\n\n${W}`,
  ],
  [
    'mail.ru',
    `FYI\n\n-------- Пересылаемое сообщение --------\nОт: John Doe <john.doe@acme.com>\nКому: ${B}\nДата: Понедельник, 2 марта 2026, 10:22 +03:00\nТема: Printer\n\n${W}`,
  ],
  [
    'yandex',
    `FYI\n\n\n-------- Пересылаемое сообщение --------\n02.03.2026, 10:22, "John Doe" <john.doe@acme.com>:\n\n${W}\n\n-------- Конец пересылаемого сообщения --------`,
  ],
  [
    'seznam',
    `FYI\n---------- Přeposlaný e-mail ----------\nOd: John Doe <john.doe@acme.com>\nKomu: ${B}\nDatum: 2. 3. 2026 10:22:33\nPředmět: Printer\n\n${W}`,
  ],
  [
    'wp.pl',
    `FYI\n\n---------- Wiadomość przekazana ----------\nOd: John Doe <john.doe@acme.com>\nDo: ${B}\nData: 2 marca 2026 10:22\nTemat: Printer\n\n${W}`,
  ],
  [
    'gmx',
    `FYI\n\nGesendet: Montag, 2. März 2026 um 10:22 Uhr\nVon: "John Doe" <john.doe@acme.com>\nAn: ${B}\nBetreff: Printer\n${W}`,
  ],
  [
    't-online',
    `FYI\n\n-----Original-Nachricht-----\nBetreff: Printer\nDatum: 2026-03-02T10:22:33+0100\nVon: "John Doe" <john.doe@acme.com>\nAn: "${B}" <${B}>\n\n${W}`,
  ],
  [
    'libero',
    `FYI\n\n---------- Messaggio inoltrato ----------\nDa: John Doe <john.doe@acme.com>\nA: ${B}\nData: 2 marzo 2026 alle 10.22\nOggetto: Printer\n\n${W}`,
  ],
  [
    'naver',
    `FYI\n\n-----Original Message-----\nFrom: "John Doe"<john.doe@acme.com>\nTo: <${B}>\nCc:\nSent: 2026-03-02 (월) 10:22:33 (GMT+09:00)\nSubject: Printer\n\n${W}`,
  ],
  [
    'qq',
    `FYI\n\n------------------ 原始邮件 ------------------\n发件人: "John Doe" <john.doe@acme.com>;\n发送时间: 2026年3月2日(星期一) 上午10:22\n收件人: "support"<${B}>;\n主题: Printer\n\n${W}`,
  ],
  [
    '163',
    `FYI\n\n-------- 转发邮件信息 --------\n发件人："John Doe" <john.doe@acme.com>\n发送日期：2026-03-02 10:22:33\n收件人：${B}\n主题：Printer\n${W}`,
  ],
  [
    'becky',
    `FYI\n\n--------------------- Original Message Begins --------------------\nFrom:    John Doe <john.doe@acme.com>\nTo:      ${B}\nDate:    Mon, 02 Mar 2026 10:22:33 +0900\nSubject: Printer\n----\n\n${W}\n\n--------------------- Original Message Ends --------------------`,
  ],
  [
    'comment from',
    `FYI\n\n-------- Forwarded Message --------\nFrom: john.doe@acme.com (John Doe)\nTo: ${B}\nDate: Mon, 2 Mar 2026 10:22:33 +0100\nSubject: Printer\n\n${W}`,
  ],
  [
    'thebat',
    `FYI\n\nThis is a forwarded message\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\nDate: Monday, March 2, 2026, 10:22:33 AM\nSubject: Printer\n\n===8<==============Original message text===============\n${W}\n===8<===========End of original message text===========`,
  ],
  [
    'front',
    `FYI\n\nBegin forwarded conversation:\n\nFrom: John Doe <john.doe@acme.com>\nDate: 2 March 2026 at 10:22:33 CET\nTo: ${B}\nSubject: Printer\n\n${W}`,
  ],
  [
    'helpscout',
    `FYI\n\n---------- Forwarded message ---------\nFrom: John Doe <john.doe@acme.com>\nDate: Mon, Mar 2, 2026 at 10:22 AM\nSubject: Printer\nTo: <${B}>\n\n\n${W}`,
  ],
  ['hey', `FYI\n\nOn March 2, 2026, John Doe <john.doe@acme.com> wrote:\n${W}`],
  [
    'superhuman',
    `FYI\n\nSent via Superhuman\n\n---------- Forwarded message ----------\nFrom: John Doe <john.doe@acme.com>\nDate: Mon, Mar 02, 2026 at 10:22 AM\nSubject: Printer\nTo: <${B}>\n\n${W}`,
  ],
  [
    'bluemail',
    `FYI\n\nGet BlueMail for Android\n\nOn 2 Mar 2026, at 10:22, John Doe <john.doe@acme.com> wrote:\n>${W.replace(/\n/g, '\n>')}`,
  ],
  [
    'fastmail',
    `FYI\n\n----- Original message -----\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\nSubject: Printer\nDate: Monday, March 02, 2026 10:22 AM\n\n${W}`,
  ],
  [
    'aol',
    `FYI\n\n-----Original Message-----\nFrom: John Doe <john.doe@acme.com>\nTo: ${B}\nSent: Mon, Mar 2, 2026 10:22 am\nSubject: Printer\n\n${W}`,
  ],
  [
    'skiff',
    `FYI\n\n\n------- Forwarded message -------\nFrom: John Doe (john.doe@acme.com)\nDate: March 2, 2026 at 10:22 AM\nSubject: Printer\nTo: ${B}\n\n${W}`,
  ],
  [
    'ox appsuite',
    `FYI\n\n> ---------- Ursprüngliche Nachricht ----------\n> Von: John Doe <john.doe@acme.com>\n> An: ${B}\n> Datum: 02.03.2026 10:22 CET\n> Betreff: Printer\n>  \n>  \n> ${W.replace(/\n/g, '\n> ')}`,
  ],
];

cases.push(...X);
runLooks(
  cases.map(([name, body]) => [
    name,
    text(body, '', { from: 'Ada <ada@desk.example>', subject: 'Fwd: Printer' }),
    {
      customer: 'john.doe@acme.com',
      customerName: name === 'groupwise bare' ? '' : 'John Doe',
      shown: 'INNERWORDS|SECOND',
    },
  ]),
);

// The same in HTML.
const pages: readonly (readonly [name: string, page: string])[] = [
  [
    'apple html',
    '<div>FYI</div><br><div><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>John Doe &lt;<a href="mailto:john.doe@acme.com">john.doe@acme.com</a>&gt;<br></div><div><b>Subject: </b>Printer</div><div><b>Date: </b>2 March 2026</div><div><b>To: </b>support@postroom.example</div><br><div>INNER</div></blockquote></div>',
  ],
  [
    'spark html',
    '<div>FYI</div><div name="messageReplySection">---------- Forwarded message ----------<br><b>From:</b> John Doe &lt;john.doe@acme.com&gt;<br><b>Date:</b> 2 Mar 2026, 10:22 +0100<br><b>To:</b> support@postroom.example<br><b>Subject:</b> Printer<br><br><blockquote type="cite">INNER</blockquote></div>',
  ],
  [
    'em client html',
    '<div>FYI</div><div>------ Forwarded Message ------</div><div><div>From <span>"John Doe" &lt;<a>john.doe@acme.com</a>&gt;</span></div><div>To support@postroom.example</div><div>Date 02.03.2026 10:22:33</div><div>Subject Printer</div></div><div>INNER</div>',
  ],
  [
    'groupwise html',
    '<div>FYI</div><br>&gt;&gt;&gt; John Doe &lt;john.doe@acme.com&gt; 02.03.2026 10:22 &gt;&gt;&gt;<br>INNER<br>',
  ],
  [
    'groupwise table',
    '<p>FYI</p><p>&gt;&gt;&gt; John Doe &lt;john.doe@acme.com&gt; schrieb am Montag, 2. M&auml;rz 2026 um 10:22 in Nachricht<br>&lt;56A0@acme.com&gt;:</p><table border=0 style="margin-left:15px;border-left:solid 1px"><tr><td><div>INNER</div></td></tr></table>',
  ],
  [
    'notes html',
    '<font size=2>FYI</font><br><font size=1 color=#800080 face="sans-serif">----- Weitergeleitet von Ada Agent/DESK am 02.03.2026 10:22 -----</font><br><br><font size=1 color=#5f5f5f>Von: &nbsp;</font><font size=1>&quot;John Doe&quot; &lt;john.doe@acme.com&gt;</font><br><font size=1 color=#5f5f5f>An: &nbsp;</font><font size=1>support@postroom.example</font><br><font size=1 color=#5f5f5f>Datum: &nbsp;</font><font size=1>02.03.2026 10:20</font><br><font size=1 color=#5f5f5f>Betreff: &nbsp;</font><font size=1>Printer</font><br><hr noshade><br><font size=2>INNER</font>',
  ],
  [
    'notes html table',
    '<font size=2>FYI</font><br><font size=1 color=#800080>----- Forwarded by Ada Agent/DESK on 03/02/2026 10:22 AM -----</font><table width=100%><tr valign=top><td width=40%><font size=1><b>&quot;John Doe&quot; &lt;john.doe@acme.com&gt;</b> </font><p><font size=1>03/02/2026 10:20 AM</font></td><td width=59%><table width=100%><tr><td><div align=right><font size=1>To</font></div></td><td><font size=1>support@postroom.example</font></td></tr><tr><td><div align=right><font size=1>cc</font></div></td><td></td></tr><tr><td><div align=right><font size=1>Subject</font></div></td><td><font size=1>Printer</font></td></tr></table></td></tr></table><br><font size=2>INNER</font>',
  ],
  [
    'outlook mobile html',
    '<div dir="auto">FYI</div><div id="ms-outlook-mobile-signature" dir="auto">Outlook für Android beziehen</div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Von:</b> John Doe &lt;john.doe@acme.com&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 10:22:33<br><b>An:</b> support@postroom.example<br><b>Betreff:</b> Printer</font><div>&nbsp;</div></div><div>INNER</div>',
  ],
  [
    'samsung html',
    '<div>FYI</div><div id="composer_signature">Von meinem Galaxy gesendet</div><div><br></div><div><div>-------- Urspr&uuml;ngliche Nachricht --------</div><div>Von: John Doe &lt;john.doe@acme.com&gt; </div><div>Datum: 02.03.26  10:22  (GMT+01:00) </div><div>An: support@postroom.example </div><div>Betreff: Printer </div><div><br></div></div>INNER',
  ],
  [
    'yahoo html',
    '<div>FYI</div><div id="ydpx" class="yahoo_quoted"><div><div>----- Forwarded Message -----</div><div><b>From:</b> John Doe &lt;john.doe@acme.com&gt;</div><div><b>To:</b> support@postroom.example</div><div><b>Sent:</b> Monday</div><div><b>Subject:</b> Printer</div><div>INNER</div></div></div>',
  ],
  [
    'ox html',
    '<p>FYI</p><blockquote type="cite"><div>---------- Urspr&uuml;ngliche Nachricht ----------</div><div>Von: John Doe &lt;john.doe@acme.com&gt;</div><div>An: support@postroom.example</div><div>Datum: 02.03.2026 10:22 CET</div><div>Betreff: Printer</div><div>INNER</div></blockquote>',
  ],
  [
    'mac outlook html',
    '<div>FYI</div><span id="OLK_SRC_BODY_SECTION"><div><span style="font-weight:bold">From: </span> John Doe &lt;<a>john.doe@acme.com</a>&gt;<br><span>Date: </span> Monday<br><span>To: </span> x<br><span>Subject: </span> Printer<br></div><div>INNER</div></span>',
  ],
  [
    'missive html',
    '<div>FYI</div><div class="missive_quote">---------- Forwarded message ----------<br>From: <strong>John Doe</strong> &lt;john.doe@acme.com&gt;<br>Date: March 2<br>To: x<br>Subject: Printer<br><blockquote>INNER</blockquote></div>',
  ],
  [
    'proton html',
    '<div>FYI</div><div class="protonmail_quote">------- Forwarded Message -------<br>From: John Doe &lt;john.doe@acme.com&gt;<br>Date: On Monday<br>Subject: Printer<br>To: x<br><blockquote class="protonmail_quote" type="cite">INNER</blockquote></div>',
  ],
];
runLooks(
  pages.map(([name, page]) => [
    `page ${name}`,
    html(page, { from: 'Ada <ada@desk.example>', subject: 'Fwd: Printer' }),
    { customer: 'john.doe@acme.com', customerName: 'John Doe', shown: 'FYI|INNER' },
  ]),
);

// As a file.
const attach = (type: string, from: string, times = 1) =>
  crlf(
    `From: Ada <ada@desk.example>\nTo: support@postroom.example\nSubject: Fwd: Printer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\nFYI\n${`--b1\nContent-Type: ${type}\nContent-Disposition: attachment\n\nFrom: ${from}\nSubject: Printer\n\nINNER\n`.repeat(times)}--b1--\n`,
  );
runLooks([
  [
    'a file whose sender has an umlaut',
    attach('message/rfc822', '=?utf-8?Q?Doe=2C_J=C3=BCrgen?= <john.doe@acme.com>'),
    { customer: 'john.doe@acme.com', customerName: 'Doe, Jürgen' },
  ],
  [
    'a file whose sender has his name in a comment',
    attach('message/rfc822', 'john.doe@acme.com (=?utf-8?B?SsO8cmdlbg==?= Doe)'),
    { customer: 'john.doe@acme.com', customerName: 'Jürgen Doe' },
  ],
  [
    'a file that is known by its name',
    attach('application/octet-stream; name="Printer.eml"', 'John Doe <john.doe@acme.com>'),
    { customer: 'john.doe@acme.com', customerName: 'John Doe' },
  ],
  [
    'two files are a collection',
    attach('message/rfc822', 'John Doe <john.doe@acme.com>', 2),
    { customer: 'ada@desk.example' },
  ],
]);

// What begins the subject where it is no Fwd.
const asThunderbird = `FYI\n\n-------- Forwarded Message --------\nSubject: Printer\nDate: Mon, 2 Mar 2026 10:22:33 +0100\nFrom: ${J}\nTo: ${B}\n\n${W}`;
runLooks(
  ['Redir.: Printer', 'Videresend: Printer', 'İLT: Printer', 'ENC: Printer', 'PD: Printer'].map((subject) => [
    subject,
    text(asThunderbird, '', { from: 'Ada <ada@desk.example>', subject }),
    { customer: 'john.doe@acme.com', shown: 'INNERWORDS' },
  ]),
);
const asProton = (label: string) =>
  `FYI\n\n------- Forwarded Message -------\nFrom: ${J}\nDate: On Monday, March 2nd, 2026\nSubject: Printer\nTo: ${B}\n${label}: ${J}\n\n> ${W.replace(/\n/g, '\n> ')}`;
runLooks(
  ['Répondre à ', 'Svar til', 'Odpowiedź-do', 'Ответ-Кому', 'Antwort an', 'Reply-To'].map((label) => [
    `where answers go: ${label}`,
    text(asProton(label), '', { from: 'Ada <ada@desk.example>', subject: 'Fwd: Printer' }),
    { customer: 'john.doe@acme.com', shown: 'INNERWORDS' },
  ]),
);
