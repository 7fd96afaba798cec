// What mail programs write around a quote, in the languages they speak. All in lower case.

/** Verbs of attribution lines: "On … Anna wrote:". */
export const attributionWords: readonly string[] = [
  ...[
    'wrote',
    'writes',
    'schrieb',
    'schreibt',
    'geschrieben',
    'a écrit',
    'écrit',
    'escribió',
    'ha scritto',
    'scrive',
  ],
  ...[
    'scritto',
    'escreveu',
    'schreef',
    'skrev',
    'skrifaði',
    'napisał',
    'napisała',
    'napisał(a)',
    'pisze',
    'napsal',
  ],
  ...[
    'napsal(a)',
    'napsala',
    'napísal',
    'írta',
    'ezt írta',
    'kirjoitti',
    'написал',
    'написала',
    'написал(а)',
    'пишет',
  ],
  ...[
    'пише',
    'написав',
    'написала',
    'wrote on',
    'yazdı',
    'yazmış',
    'şunu yazdı',
    'a scris',
    'scrie',
    'je napisao',
  ],
  ...[
    'napisao je',
    'je napisala',
    'je napisal',
    'написа',
    'έγραψε',
    'כתב',
    'כתבה',
    'כתב/ה',
    'كتب',
    'كتبت',
    'نوشت',
  ],
  ...[
    '作成',
    '写道',
    '寫道',
    'さんは書きました',
    '님이 작성',
    'đã viết',
    'เขียนว่า',
    'menulis',
    'va escriure',
    'idatzi du',
  ],
  ...['parašė', 'rakstīja', 'kirjutas', 'shkroi', 'ने लिखा'],
];

/** What stands between the dashes above an original message. */
export const separatorWords: ReadonlySet<string> = new Set([
  ...['original message', 'original appointment', 'forwarded message', 'begin forwarded message', 'original'],
  ...[
    'ursprüngliche nachricht',
    'originalnachricht',
    'original-nachricht',
    'weitergeleitete nachricht',
    'original mail',
  ],
  ...["message d'origine", 'message d’origine', 'message original', 'message transféré', 'courriel original'],
  ...[
    'mensaje original',
    'mensaje reenviado',
    'messaggio originale',
    'messaggio inoltrato',
    'mensagem original',
  ],
  ...['mensagem encaminhada', 'oorspronkelijk bericht', 'origineel bericht', 'doorgestuurd bericht'],
  ...[
    'ursprungligt meddelande',
    'vidarebefordrat meddelande',
    'oprindelig meddelelse',
    'opprinnelig melding',
  ],
  ...[
    'videresendt melding',
    'videresendt meddelelse',
    'alkuperäinen viesti',
    'välitetty viesti',
    'oryginalna wiadomość',
  ],
  ...[
    'wiadomość oryginalna',
    'wiadomość przekazana',
    'původní zpráva',
    'přeposlaná zpráva',
    'pôvodná správa',
  ],
  ...[
    'eredeti üzenet',
    'továbbított üzenet',
    'исходное сообщение',
    'пересылаемое сообщение',
    'пересланное сообщение',
  ],
  ...[
    'оригинальное сообщение',
    'оригінальне повідомлення',
    'mesaj original',
    'mesajul original',
    'orijinal mesaj',
  ],
  ...[
    'özgün ileti',
    'izvorna poruka',
    'originalna poruka',
    'izvirno sporočilo',
    'αρχικό μήνυμα',
    'הודעה מקורית',
  ],
  ...[
    'الرسالة الأصلية',
    'رسالة أصلية',
    '原始邮件',
    '原始郵件',
    '原郵件',
    '转发邮件',
    '元のメッセージ',
    '転送メッセージ',
    '원본 메시지',
    '원본 메일',
  ],
  ...['thư gốc', 'missatge original', 'pesan asli', 'sõnum', 'sākotnējais ziņojums', 'originalus laiškas'],
]);

/** The fields of the block that Outlook writes above a quote. */
export const headerLabels: ReadonlySet<string> = new Set(
  `from sent date to cc bcc subject reply-to importance attachments|von gesendet datum an kopie betreff bis|de envoyé date à
  objet cc|de enviado fecha para asunto cc el|da inviato data a oggetto|de enviada data para assunto enviado
  em|van verzonden datum aan onderwerp|från skickat datum till ämne kopia|fra sendt dato til emne|lähettäjä lähetetty päivämäärä
  vastaanottaja aihe kopio|od wysłano data do temat dw|od odesláno datum komu předmět kopie|od odoslané dátum predmet|feladó
  küldve dátum címzett tárgy másolat|от отправлено дата кому тема копия|від надіслано дата кому тема|de la trimis data către
  subiect|kimden gönderildi tarih kime konu gönderme|šalje poslano datum prima predmet|pošiljatelj poslano za zadeva|από
  στάλθηκε ημερομηνία προς θέμα εστάλη|מאת נשלח תאריך אל נושא|من أرسلت تاريخ إلى الموضوع التاريخ|发件人 发送时间 日期 收件人
  主题 抄送|寄件者 寄件日期 收件者 主旨 副本 傳送時間|差出人 送信日時 日付 宛先 件名 送信者|보낸 사람 보낸 날짜 날짜 받는 사람 제목`
    .split(/\s*\|\s*/)
    .flatMap((language) => language.split(/\s+/))
    .concat(['de la', 'enviado el', 'enviado em', 'odesláno', 'wysłane', 'gönderme tarihi'])
    .concat([
      '보낸 사람',
      '받는 사람',
      '보낸 날짜',
      'date d’envoi',
      'received',
      'gesendet am',
      'an/to',
      'data/ora',
    ]),
);

/** How the line begins that a telephone puts below what was written on it. */
export const deviceLines: readonly string[] = [
  ...[
    'sent from my ',
    'sent from outlook',
    'sent from yahoo',
    'sent from mail for',
    'sent from proton',
    'get outlook for',
  ],
  ...[
    'von meinem iphone gesendet',
    'von meinem ipad gesendet',
    'gesendet von ',
    'gesendet mit ',
    'holen sie sich outlook',
  ],
  ...['outlook für ', 'von meinem mobiltelefon', 'envoyé de mon ', 'envoyé depuis ', 'télécharger outlook'],
  ...[
    'enviado desde mi ',
    'enviado desde ',
    'obtener outlook',
    'inviato da ',
    'inviato dal ',
    'scarica outlook',
  ],
  ...['enviado do meu ', 'obter o outlook', 'verzonden vanaf ', 'verstuurd vanaf ', 'outlook downloaden'],
  ...[
    'skickat från min ',
    'skickat från ',
    'sendt fra min ',
    'sendt fra ',
    'lähetetty ',
    'wysłane z ',
    'wysłano z ',
  ],
  ...[
    'odesláno z ',
    'odoslané z ',
    'küldve a ',
    'отправлено с ',
    'отправлено из ',
    'надіслано з ',
    'trimis de pe ',
  ],
  ...[
    "iphone'umdan gönderildi",
    'iphone’umdan gönderildi',
    '发自我的',
    '發自我的',
    '從我的',
    'iphoneから送信',
    'ipadから送信',
  ],
  ...['나의 iphone에서 보냄', 'נשלח מה', 'أُرسلت من', 'تم الإرسال من'],
];
