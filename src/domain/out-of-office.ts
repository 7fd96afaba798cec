/**
 * What mail programs put before the subject of an out-of-office answer, in their users' languages, lower-case. Many set
 * no field that says so.
 */
const phrases = `
automatic reply|automatic response|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse|autoresponder
automated reply|automated response|out of office|out of the office|out-of-office|ooo|away from my mail|away from my office
away from my desk|away from the office|vacation reply|vacation response|vacation notice|vacation message|on vacation
i am on vacation|i am out of office|i am out of the office
automatische antwort|automatische rückantwort|abwesenheitsnotiz|abwesenheitsnachricht|abwesenheitsmeldung
abwesenheitsassistent|ich bin nicht im haus|ich bin abwesend|ich bin im urlaub
réponse automatique|réponse d'absence|message d'absence|message d’absence|absence du bureau|absent du bureau
absente du bureau|notification d'absence|notification d’absence
respuesta automática|respuesta automatica|fuera de la oficina|fuera de oficina|resposta automàtica|erantzun automatikoa
risposta automatica|fuori sede|fuori ufficio|assenza dall'ufficio|resposta automática|resposta automatica
fora do escritório|fora do escritorio|ausência do escritório|ausência temporária
automatisch antwoord|automatische beantwoording|afwezigheidsbericht|afwezigheidsmelding|niet op kantoor
autosvar|automatiskt svar|automatisk svar|frånvaromeddelande|frånvarobesked|fraværsmelding|fraværsbesked|ikke på kontoret
ikke til stede|inte på kontoret|automaattinen vastaus|automaattivastaus|poissaoloviesti|poissaoloilmoitus|sjálfvirkt svar
automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem|automatická odpověď|automatická odpoveď
mimo kancelář|mimo kanceláře|mimo kancelárie|automatikus válasz|házon kívül|răspuns automat|raspuns automat
absent de la birou|автоматичен отговор|извън офиса|автоматический ответ|автоответ|автоответчик|автоматична відповідь
автовідповідь|аутоматски одговор|automatski odgovor|samodejni odgovor|avtomatski odgovor|samodejno sporočilo
автоматски одговор|përgjigje automatike|automatinis atsakymas|automātiska atbilde|automātiskā atbilde
automaatvastus|automaatne vastus|αυτόματη απάντηση|εκτός γραφείου|otomatik yanıt|otomatik cevap|ofis dışında|iş yeri dışında
ateb awtomatig|автоматты жауап|ավտոմատ պատասխան|ავტომატური პასუხი
תשובה אוטומטית|מענה אוטומטי|رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار|स्वचालित उत्तर|स्वतः उत्तर
การตอบกลับอัตโนมัติ|ตอบกลับอัตโนมัติ|trả lời tự động|thư trả lời tự động|balasan otomatis|balasan automatik
自动答复|自动回复|自動回覆|自動回復|自動回應|自動応答|自動返信|不在通知|不在応答|자동 회신|자동회신|자동 응답|자동응답|부재중
`;
/** Words that people write about too: only before a colon, or alone. */
const words = `
auto|automatic|vacation|away|abwesend|abwesenheit|urlaub|nicht im büro|absence|absent|absente|ausente|ausencia|assente
assenza|afwezig|afwezigheid|frånvaro|fravær|poissa|poissaolo|nieobecność|nieobecny|nieobecna|nepřítomnost|neprítomnosť
távollét|absență|отсутствие|нет на месте|відсутність|отсъствие|odsoten|odsotnost|odsutan|απουσία|不在|外出|休暇|부재
`;
const [openings, titles] = [readList(phrases), readList(words)];
const longest = Math.max(...[...openings, ...titles].map(({ length }) => length));

/** Whether a subject begins as the out-of-office answers of mail programs do. */
export function isOutOfOffice(subject: string): boolean {
  // Gateways mark mail from outside before anything else.
  const start = /^\s*(?:\[[^\]]{1,40}\]\s*)?([\s\S]{0,80})/.exec(subject.slice(0, 200))?.[1] ?? '';
  const text = start.toLowerCase().normalize('NFC').replace(/\s+/g, ' ');
  for (let length = Math.min(longest, text.length); length > 1; length--) {
    const found = text.slice(0, length);
    const rest = text.slice(length);
    if (openings.has(found) && !/^[\p{L}\p{N}]/u.test(rest)) return true;
    if (titles.has(found) && /^ ?(?:$|[:：])/.test(rest)) return true;
  }
  return false;
}

function readList(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/[|\n]/));
}
