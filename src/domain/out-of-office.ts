/**
 * What mail programs put before the subject of an out-of-office answer, in their users' languages, lower-case. Many set
 * no field that says so.
 */
const phrases = `
automatic reply|automatic response|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse|autoresponder
automated reply|automated response|out of office|out of the office|out-of-office|ooo|away from my mail|away from my office
away from my desk|away from the office|vacation reply|vacation response|vacation notice|vacation message|on vacation
i am on vacation|i am out of office|i am out of the office
automatische antwort|auto-antwort|autoantwort|automatische rückantwort|abwesenheitsnotiz|abwesenheitsnachricht|abwesenheitsmeldung
abwesenheitsassistent|ich bin nicht im haus|ich bin abwesend|ich bin im urlaub
réponse automatique|réponse automatique d'absence|réponse automatique d’absence|réponse d'absence|부재중 자동응답|message d'absence|message d’absence|absence du bureau|absent du bureau
absente du bureau|notification d'absence|notification d’absence
respuesta automática|respuesta automatica|fuera de la oficina|fuera de oficina|resposta automàtica|erantzun automatikoa
risposta automatica|fuori sede|fuori ufficio|assenza dall'ufficio|resposta automática|resposta automatica
fora do escritório|fora do escritorio|ausência do escritório|ausência temporária
automatisch antwoord|automatische beantwoording|afwezigheidsbericht|afwezigheidsmelding|niet op kantoor
autosvar|automatiskt svar|automatisk svar|frånvaromeddelande|frånvarobesked|fraværsmelding|fraværsbesked|ikke på kontoret
ikke til stede|inte på kontoret|automaattinen vastaus|automaattivastaus|poissaoloviesti|poissaoloilmoitus|sjálfvirkt svar
automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem|automatická odpověď|automatické odpovědi|resposta de ausência temporária|休假通知|automatická odpoveď
mimo kancelář|mimo kanceláře|mimo kancelárie|automatikus válasz|házon kívül|răspuns automat|raspuns automat
absent de la birou|автоматичен отговор|извън офиса|автоматический ответ|автоответ|автоответчик|автоматична відповідь
автовідповідь|аутоматски одговор|automatski odgovor|samodejni odgovor|avtomatski odgovor|samodejno sporočilo
автоматски одговор|përgjigje automatike|automatinis atsakymas|automātiska atbilde|automātiskā atbilde
automaatvastus|automaatne vastus|αυτόματη απάντηση|εκτός γραφείου|otomatik yanıt|otomatik cevap|ofis dışında|iş yeri dışında
ateb awtomatig|автоматты жауап|ավտոմատ պատասխան|ავტომატური პასუხი
תשובה אוטומטית|מענה אוטומטי|رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار|स्वचालित उत्तर|स्वतः उत्तर
การตอบกลับอัตโนมัติ|ตอบกลับอัตโนมัติ|trả lời tự động|thư trả lời tự động|balasan otomatis|balasan automatik
i'm out of office|i’m out of office|i'm out of the office|i’m out of the office|i am on leave|i am on annual leave|i'm on leave
absent(e)|tự động trả lời|automatic answer|automated answer|away from office|auto re
krankheitsbedingt abwesend|krankheitsbedingte abwesenheit|urlaubsbedingt abwesend|in mutterschutz|elternzeit|mutterschutz
derzeit nicht erreichbar|zurzeit nicht erreichbar|currently unavailable|actuellement absent|actuellement absente
currently out of office|currently out of the office|not in the office|on annual leave|on leave|on holiday|maternity leave
parental leave|annual leave|no longer with the company|ich bin nicht im büro|ich bin außer haus|bin im urlaub|im urlaub|nicht im haus
abwesenheits-benachrichtigung|abwesenheitsbenachrichtigung|abwesenheitsinfo|urlaubsvertretung|urlaubsbenachrichtigung|in elternzeit
automatische beantwortung|automatische e-mail-antwort|automatisches antwortschreiben|automatische antwort-mail|ferienabwesenheit
je suis absent|je suis absente|je suis en congé|en congé|en congés|en vacances|absent(e) du bureau|réponse d’absence
estoy de vacaciones|de vacaciones|estoy fuera de la oficina|ausencia temporal|ausente de la oficina|fora de l'oficina
assente dall'ufficio|assente dall’ufficio|sono in ferie|in ferie|sono fuori ufficio|estou de férias|de férias|estou fora do escritório
ik ben afwezig|ik ben niet aanwezig|niet aanwezig|met vakantie|op vakantie|jag är på semester|på semester|frånvarande|tjänstledig
autom. svar|jeg er på ferie|på ferie|fraværende|ikke tilgængelig|olen lomalla|lomalla|poissa toimistolta|jestem na urlopie|na urlopie
poza biurem do|jsem mimo kancelář|na dovolené|na dovolenke|szabadságon vagyok|szabadságon|irodán kívül|în afara biroului|in afara biroului
în concediu|вне офиса|в отпуске|нахожусь в отпуске|отсутствие на рабочем месте|вне офісу|у відпустці|відсутній|в отпуск
izvan ureda|van ureda|van kancelarije|na godišnjem odmoru|izven pisarne|na dopustu|odsutnost|εκτός του γραφείου|σε άδεια|ofiste değilim
i am currently out of the office|i'm currently out of the office|i am currently away|ich bin derzeit nicht im büro|ich bin zurzeit nicht im büro
ich bin momentan nicht im büro|izindeyim|yıllık izin|מחוץ למשרד|לא במשרד|בחופשה|خارج العمل|في إجازة|در مرخصی|atvaļinājumā|atostogose|puhkusel|ei ole kontoris
ไม่อยู่ที่สำนักงาน|không có mặt tại văn phòng|di luar kantor|sedang cuti|不在办公室|休假中|外出中|自動返信メール|自動応答メール|休暇中|부재 중
自动答复|自动回复|自動回覆|自動回復|自動回應|自動応答|自動返信|不在通知|不在応答|자동 회신|자동회신|자동 응답|자동응답|부재중
`;
/** Words that people write about too: only before a colon, or alone. */
const words = `
abwesend|abwesenheit|nicht im büro|absence|absent|absente|ausente|ausencia|assente|assenza|afwezig|afwezigheid|frånvaro
fravær|poissa|poissaolo|nieobecność|nieobecny|nieobecna|nepřítomnost|neprítomnosť|távollét|absență|отсутствие|нет на месте
відсутність|отсъствие|odsoten|odsotnost|odsutan|απουσία|不在|부재
`;
/** Words of which a subject may consist that a person has written: only before a colon. */
const topics = `
auto|automatic|vacation|away|holiday|urlaub|ferien|congés|congé|vacances|vacaciones|férias|ferie|vakantie|semester|loma|urlop
dovolená|dovolenka|szabadság|concediu|отпуск|відпустка|отпуск|dopust|godišnji odmor|άδεια|izin|外出|休暇|출장|휴가
`;
/** How a title goes on that speaks of the absence itself; with any other word somebody writes about such answers. */
const continuations = `
until|till|from|between|to|back|through|this|today|next|due|for|on|re|auto|autoreply|auto-reply|autoresponse|notification|notice
reply|response|message|assistant|returning|return|bis|vom|von|ab|zu|am|im|auf|wegen|jusqu'au|jusqu’au|du|jusque|de|hasta|desde|del
fino|dal|al|da|até|tot|t/m|van|vanaf|t.o.m|till|från|til|fra|frem|asti|saakka|do|od|dnia|až|po|na|до|с|по|на|la|până|din|έως|από|kadar
`;
const openings = readList(phrases);
const titles = readList(words);
const subjects = readList(topics);
const continuing = readList(continuations);
const all = [...openings, ...titles, ...subjects];
/** By how they begin: nearly every subject is told from them by its first two characters. */
const byStart = Map.groupBy(new Set(all), (each) => each.slice(0, 2));

/** Whether a subject begins as the out-of-office answers of mail programs do. */
export function isOutOfOffice(subject: string): boolean {
  const text = subject
    .slice(0, 200)
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
  // Gateways mark mail from outside before anything else; some programs put their own words in brackets.
  const [whole = '', mark = ''] = /^[[(【]([^[\]()【】]{1,40})[\])】] ?/.exec(text) ?? [];
  return (mark !== '' && openings.has(mark.trim())) || begins(text.slice(whole.length)) || ofNotes.test(text);
}

/** Lotus Notes puts its user's name in front, and when he is back behind. */
const ofNotes =
  /^[^:?]{2,60} (?:is out of the office|ist außer haus|ist nicht im büro|est absente?|está fuera de la oficina|è fuori ufficio)(?:\.|[.,]? ?\((?:returning|until|back|rückkehr|zurück|bis|retour|regreso|rientro)[^()]{0,60}\)\.?)$/u;

function begins(text: string): boolean {
  for (const found of byStart.get(text.slice(0, 2)) ?? []) {
    if (!text.startsWith(found)) continue;
    const rest = text.slice(found.length);
    if (openings.has(found) && goesOn(rest)) return true;
    const isHeading = /^ ?[:：]/.test(rest);
    if (titles.has(found) && (isHeading || rest.trim() === '')) return true;
    if (subjects.has(found) && isHeading) return true;
  }
  return false;
}

/** @param rest what follows the words of a program */
function goesOn(rest: string): boolean {
  if (/^[\p{L}\p{N}]/u.test(rest)) return false;
  const next = rest.trim();
  if (next === '' || !/^[\p{L}?]/u.test(next)) return true;
  return continuing.has(/^[^ ,:;!?]{1,20}/.exec(next)?.[0] ?? '');
}

function readList(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/[|\n]/));
}
