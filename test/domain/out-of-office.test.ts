import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOutOfOffice } from '../../src/domain/out-of-office.ts';

const absences = `
Automatic reply: Your ticket
Automatische Antwort: Ihr Ticket
Réponse automatique : Votre ticket
Réponse automatique: x
Respuesta automática: x
Risposta automatica: x
Resposta automática: x
Automatisch antwoord: x
Autosvar: x
Automatiskt svar: x
Automatisk svar: x
Automaattinen vastaus: x
Autom. svar: x
Odpowiedź automatyczna: x
Automatická odpověď: x
Automatická odpoveď: x
Automatikus válasz: x
Răspuns automat: x
Автоматический ответ: x
Автоматична відповідь: x
Автоматичен отговор: x
Automatski odgovor: x
Samodejni odgovor: x
Automatinis atsakymas: x
Automātiska atbilde: x
Automaatvastus: x
Αυτόματη απάντηση: x
Otomatik yanıt: x
תשובה אוטומטית: x
رد تلقائي: x
自动答复: x
自動回覆: x
自動応答: x
자동 회신: x
Trả lời tự động: x
การตอบกลับอัตโนมัติ: x
Balasan otomatis: x
Out of Office: x
Out of Office AutoReply: x
Out of office - back Monday
Abwesenheitsnotiz: x
Abwesend: x
Abwesenheit: Max Muster
Abwesenheits-Benachrichtigung
Abwesenheitsbenachrichtigung: x
Abwesenheitsinfo
Out-of-Office Notification
OOO: x
OOO until 5 March
I'm out of office
I am out of the office until 5 March
Away from the office
Vacation: x
Ich bin im Urlaub
Bin im Urlaub
Im Urlaub
Urlaubsvertretung
Abwesenheitsassistent: x
Absence du bureau : x
Je suis absent
Absent(e) du bureau : x
Message d'absence
Absence: x
Fuera de la oficina: x
Fuera de oficina: x
Ausente: x
Estoy de vacaciones
Ausencia temporal
Fuori sede: x
Assente dall'ufficio
Sono in ferie
In ferie
Fora do escritório: x
Ausência temporária: x
Estou de férias
Afwezig: x
Afwezigheid: x
Ik ben afwezig
Niet aanwezig
Frånvaro: x
Frånvarande
Jag är på semester
Fravær: x
Fraværende
På ferie
Poissa: x
Olen lomalla
Nieobecność: x
Poza biurem: x
Jestem na urlopie
Mimo kancelář: x
Nepřítomnost: x
Jsem mimo kancelář
Mimo kancelárie: x
Házon kívül: x
Szabadságon vagyok
Távollét: x
În afara biroului: x
Отсутствие на рабочем месте
Автоответ: x
Вне офиса: x
В отпуске
Вне офісу
Відсутній
Извън офиса: x
Izvan ureda: x
Van kancelarije
Odsoten: x
Odsutnost: x
Εκτός γραφείου: x
Ofis dışında: x
Ofis Dışında: x
İzindeyim
מחוץ למשרד: x
خارج المكتب: x
外出: x
不在: x
休暇: x
外出中
不在通知：x
【自動返信】お問い合わせありがとうございます
自動返信：x
自動返信メール
부재중: x
부재중 자동응답
[EXTERN] Automatische Antwort: x
[EXT] Automatic reply: x
Auto-Reply: x
Auto Reply: x
Auto: x
AutoReply: x
Auto-response: x
[Auto-Reply] x
[Auto Reply] x
(Auto-reply) x
Autoreply: x
Automated reply: x
Automatic Response: x
Automatische Rückantwort
Automatische Beantwortung
Automatische E-Mail-Antwort: x
Automatisches Antwortschreiben
Réponse automatique d'absence : x
Urlaub: x
Ferienabwesenheit
Automatic reply from Max
Automatic Reply: x
automatic reply: x
AUTOMATIC REPLY: x
Away: x
On leave: x
On annual leave
Annual leave
On vacation
On holiday
Maternity leave
Parental leave
No longer with the company
Out of the office: x
Out of Office Reply: x
Currently out of office
Currently out of the office: x
Not in the office
`
  .trim()
  .split('\n');

/** What people write about absences, cars and such answers. */
const letters = `
Office supplies
Auto
Autobahn closed
Automatic doors do not open
Automatische Türen
Urlaub
Urlaubsantrag
Urlaubsantrag Max Muster
Urlaubsplanung 2027
Absence of a signature
Abwesenheit eintragen im Portal
Vacation request
Vacation rental booking
Ferienwohnung
Auto kaputt
Holiday request
Ferien in Italien
Auto insurance
Away game tickets
Autoversicherung
On leaving the company
Automatic payment failed
Automatic replies do not work
Autoresponder does not work
Abwesenheitsassistent funktioniert nicht
Abwesenheitsnotiz einrichten
Out of office einrichten
How do I set an automatic reply?
Automatische Antwort einrichten
Out of stock
Vacation
Away
Congés payés question
Ferie question
Absent from training
Auto-reply is broken
Ausencia de señal
外出先からログインできない
休暇申請について
不在着信がありました
Re: Urlaub
Annual leave policy question
Off topic
Autoresponder einrichten
Réponse automatique à configurer
OOO messages cannot be edited
Re: Automatic reply: x
AW: Abwesenheitsnotiz
RE: Out of Office: x
`
  .trim()
  .split('\n');

for (const subject of absences)
  test(`an absence: ${subject}`, () => assert.equal(isOutOfOffice(subject), true));
for (const subject of letters)
  test(`a letter: ${subject}`, () => assert.equal(isOutOfOffice(subject), false));
