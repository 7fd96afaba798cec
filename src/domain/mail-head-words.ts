/**
 * The labels of the block that mail programs write above a message they quote or pass on, in their users' languages: from,
 * date, to, subject, others. Lower case; a label may be one of several words.
 */
const languages = `
from|date,sent,received,sent at,date sent|to|subject|cc,bcc,reply-to,importance,attachments,organization,priority,sender
von,absender|gesendet,datum,gesendet am,geschickt|an,an/to,empfänger|betreff|kopie,kopie (cc),antwort an,wichtigkeit,anlagen,priorität
de,expéditeur|envoyé,date,envoyé le,date d’envoi,date d'envoi|à,a,destinataire|objet,sujet|copie,copie à,cci,importance,pièces jointes,répondre à
de,remitente|enviado,enviado el,enviado o,fecha,enviada el,enviado a las|para,a,destinatario|asunto|cco,importancia,datos adjuntos,con copia,responder a
da,mittente|inviato,data,data/ora,inviato il|a,destinatario,per|oggetto|ccn,cc:,priorità,allegati,copia,rispondi a
de,remetente|enviado,enviada em,enviado em,data,enviada,data de envio|para,destinatário|assunto|cco,anexos,importância
van,afzender|verzonden,datum,verzonden op|aan,ontvanger|onderwerp|kopie,bijlagen,urgentie,antwoord aan
från|skickat,datum,skickades|till|ämne,ärende|kopia,bifogade filer,prioritet,svara till
fra|sendt,dato,sendt den|til|emne|kopi,vedhæftede filer,vedlegg,prioritet,svar til
frå|sendt,dato|til|emne|kopi
frá|sent,dagsetning,sendt|til|efni|afrit
lähettäjä|lähetetty,päivämäärä,päiväys,pvm|vastaanottaja,vast.ott.|aihe|kopio,liitteet,tärkeys,vastaus
od,nadawca|wysłano,data,wysłane,wysłany|do,adresat|temat|dw,udw,do wiadomości,załączniki,ważność,odpowiedź-do,odpowiedz-do
od,odesílatel|odesláno,datum,odesláno dne|komu,pro,příjemce|předmět|kopie,přílohy,důležitost,odpověď na
od,odosielateľ|odoslané,dátum,poslané|komu,pre|predmet|kópia,prílohy,odpovedať-pre
feladó|küldve,dátum,elküldve|címzett|tárgy|másolat,másolatot kap,mellékletek,fontosság,válaszcím
от,отправитель,от кого|отправлено,дата,отправлен|кому|тема|копия,вложения,важность,ответ-кому
від,від кого|надіслано,дата,відправлено|кому|тема|копія,вкладення,кому відповісти
от,от кого,подател|изпратено,дата,изпратен|до,получател|относно,тема|копие,прикачени файлове
od,šalje,пошиљалац,шаље,од|poslato,poslano,datum,послато,датум|za,prima,kome,primatelj,primalac,прималац,za koga,за,прима,коме|predmet,tema,naslov,предмет,тема|kopija,cc:,privitci,odgovori na
pošiljatelj,od|poslano,datum|za|zadeva|kp,priloge,v vednost
испраќач,од|испратено,датум|до|предмет,тема|копија
nga|dërguar,data,më|për,te|subjekti,tema,lënda|kopje
de la,expeditor,expeditorul|trimis,data,dată,data trimiterii|către,la,destinatarul|subiect,subiectul|cci,atașamente,răspuns către
kimden,gönderen|gönderildi,tarih,gönderme tarihi,gönderilme tarihi|kime,alıcı|konu|bilgi,ekler,önem,yanıt adresi
από,αποστολέας|στάλθηκε,ημερομηνία,αποστολή,εστάλη,ημ/νία|προς,παραλήπτης|θέμα|κοιν,κοινοποίηση,συνημμένα
saatja,kellelt|saadetud,kuupäev,saatmisaeg|adressaat,kellele,saaja|teema|koopia,manused
no,sūtītājs|nosūtīts,datums,nosūtīšanas datums|kam,adresāts|tēma,temats|kopija,pielikumi
nuo,siuntėjas|išsiųsta,data,išsiuntimo data|kam,gavėjas|tema|kopija,priedai
de|enviat,enviat el,data|per a,per,a|assumpte,tema|a/c
nork,igorlea,nondik|bidaltze-data,data,bidalia,bidalita|nori,hartzailea|gaia|cc
ó|seolta,dáta|chuig|ábhar|cc
oddi wrth,gan|anfonwyd,dyddiad|at|pwnc|copi
מאת|נשלח,תאריך,נשלח בתאריך|אל,עבור|נושא|עותק,העתק
من,المرسل|أرسلت,تاريخ,التاريخ,تم الإرسال,تاريخ الإرسال,مرسل|إلى,الى,المرسل إليه|الموضوع,موضوع|نسخة,نسخة إلى
از,فرستنده|ارسال,تاریخ,ارسال شده,ارسال‌شده,ارسال شد|به,گیرنده|موضوع|رونوشت
प्रेषक,से|भेजा गया,प्रेषित,दिनांक,तारीख,तिथि|प्रति,को|विषय|प्रतिलिपि
จาก|ส่ง,วันที่,ส่งเมื่อ|ถึง|เรื่อง|สำเนา,สำเนาถึง
từ,người gửi|đã gửi,ngày,gửi,ngày gửi|đến,tới,người nhận|chủ đề,tiêu đề|đồng gửi
kimdən,göndərən|göndərilib,göndərildi,tarix|kimə|mövzu|surət
кімнен|жіберілді,күні|кімге|тақырып,тақырыбы|көшірме
გამომგზავნი,ვისგან|გაგზავნილია,გაგზავნის თარიღი,თარიღი|მიმღები,ვის|თემა,საგანი|ასლი
ад|адпраўлена,дата|каму|тэма|копія
van|gestuur,datum|aan|onderwerp|afskrif
mula kay,mula sa|ipinadala,petsa|para kay,para sa|paksa|cc
kutoka|imetumwa,tarehe|kwa|mada|nakala
منجانب|بھیجا گیا,تاریخ|بنام|موضوع|نقل
প্রেরক,থেকে|প্রেরিত,পাঠানো হয়েছে,তারিখ|প্রাপক,প্রতি|বিষয়|অনুলিপি
அனுப்புநர்|அனுப்பப்பட்டது,தேதி|பெறுநர்|பொருள்,தலைப்பு|நகல்
dari,pengirim|dikirim,tanggal,terkirim|kepada,ke,untuk|subjek,perihal|tembusan
daripada,dari|dihantar,tarikh|kepada|subjek|sk
发件人,寄件人,發件人|发送时间,日期,发送日期,發送時間,时间,發送日期|收件人|主题,主題|抄送,附件
寄件者|寄件日期,日期,傳送時間,已傳送|收件者|主旨|副本
差出人,送信者,送信元|送信日時,日付,日時,送信日|宛先,送信先|件名|写し,返信先
보낸 사람,보낸사람,발신|보낸 날짜,날짜,보낸날짜,일시,일자|받는 사람,받는사람,수신|제목|참조
`;

/** What a line of the block tells. */
type HeadPart = 'from' | 'date' | 'to' | 'subject' | 'other';

const order: readonly HeadPart[] = ['from', 'date', 'to', 'subject', 'other'];
const labels = readLabels();
/** Marks of direction, which programs put around what stands in another script. */
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const longestLabel = 24;
const colon = 0x3a;
const wideColon = 0xff1a;

function readLabels(): ReadonlyMap<string, ReadonlySet<HeadPart>> {
  const found = new Map<string, Set<HeadPart>>();
  for (const language of languages.trim().split('\n')) {
    for (const [column, words] of language.split('|').entries()) {
      for (const word of words.split(',')) {
        const parts = found.get(word) ?? new Set();
        parts.add(order[column] ?? 'other');
        found.set(word, parts);
      }
    }
  }
  return found;
}

export interface HeadLine {
  /** More than one where languages share a word: "de" is where a mail comes from, "a" where it goes. */
  readonly parts: ReadonlySet<HeadPart>;
  readonly value: string;
}

/** Nearly every line is without one, and there are many lines. */
function hasSign(line: string): boolean {
  for (let at = Math.min(line.length, 60) - 1; at > 0; at--) {
    const code = line.charCodeAt(at);
    if (code === colon || code === wideColon) return true;
  }
  return false;
}

/** @returns what "*Von:* Anna" says; undefined for a line without a label */
export function readHeadLine(line: string): HeadLine | undefined {
  if (!hasSign(line)) return undefined;
  const start = line
    .slice(0, 80)
    .replace(directions, '')
    .replace(/^[>\s*]{1,20}/, '');
  const end = start.search(/[:：]/);
  if (end < 1 || end > longestLabel) return undefined;
  const label = start.slice(0, end).replaceAll('*', '').trim().toLowerCase();
  // Chinese programs set two characters as wide as four: "主　题".
  const parts =
    labels.get(label) ?? labels.get(label.replace(/(?<=\p{sc=Han})[\s\u3000]{1,4}(?=\p{sc=Han})/gu, ''));
  if (parts === undefined) return undefined;
  const value = line.slice(line.search(/[:：]/) + 1).replace(directions, '');
  return { parts, value: value.replace(/^\s{0,20}\*\s{0,20}/, '').trim() };
}

/** A field that servers write, and no program above a quote. */
const ofHeader =
  /^(?:return-path|delivered-to|message-id|mime-version|content-type|dkim-signature|authentication-results|arc-[a-z-]{4,40}|x-[a-z\d-]{2,40}):\s|^received:\s(?:from|by)\s/i;

/**
 * Whether such a block begins with a line: who wrote, when, and to whom or about what. A letter with some of these words
 * at the beginning of lines, such as the request for a ticket from Berlin to Hamburg, is none.
 */
export function isHeadBlock(lines: readonly string[], index: number): boolean {
  const first = readHeadLine(lines[index] ?? '');
  if (first === undefined || [...first.parts].every((part) => part === 'other')) return false;
  // A header that somebody shows us is what he writes about, not what he answers.
  if (lines.slice(Math.max(0, index - 1), index + 7).some((line) => ofHeader.test(line))) return false;
  const told = new Set<HeadPart>();
  let found = 0;
  let hasAddress = false;
  for (const line of lines.slice(index, index + 7)) {
    const head = readHeadLine(line);
    if (head === undefined) continue;
    found++;
    for (const part of head.parts) told.add(part);
    hasAddress ||= head.value.includes('@');
  }
  const isWhole = told.has('from') && told.has('date') && (told.has('to') || told.has('subject'));
  // Colleagues stand there without an address, and first.
  const isColleague = first.parts.has('from') && /\p{L}/u.test(first.value) && told.has('subject');
  return found >= 3 && isWhole && (hasAddress || isColleague);
}
