// What mail programs write around a quote, in the languages they speak. All in lower case.

/** Verbs of attribution lines: "On … Anna wrote:". */
export const attributionWords: readonly string[] = [
  ...readWords(`
wrote|writes|schrieb|schreibt|geschrieben|a écrit|écrit|escribió|ha scritto|scrive|scritto|escreveu|schreef|skrev
skrifaði|napisał|napisała|napisał(a)|pisze|napsal|napsal(a)|napsala|napísal|írta|ezt írta|kirjoitti|написал|написала
написал(а)|пишет|пише|написав|написала|wrote on|yazdı|yazmış|şunu yazdı|a scris|scrie|je napisao|napisao je
je napisala|je napisal|написа|έγραψε|כתב|כתבה|כתב/ה|كتب|كتبت|نوشت|作成|写道|寫道|さんは書きました|님이 작성|đã viết|เขียนว่า|menulis
va escriure|idatzi du|parašė|rašė|rakstīja|kirjutas|shkroi|ने लिखा|napísal|napísala|написао је|је написао|sinulat ni
ysgrifennodd|escrigué|scríobh|のメール|に書きました|のメッセージ|쓴 글|작성|님의 말|folgendes geschrieben|menulis pesan|எழுதியது|লিখেছেন
تمت كتابة
`),
];

/** How lines begin that name whose words follow and have no verb: Horde's, and older readers of news. */
export const attributionOpenings: readonly string[] = [
  'quoting ',
  'zitat von ',
  'citando ',
  'cytowanie ',
  'cytat ',
  'citát ',
  'citace ',
  'citerar ',
  'citat fra ',
  'selon ',
  'according to ',
  'thus spake ',
  'in message ',
  'in article ',
  'citat från ',
  'citaat van ',
  'idézet ',
];

/** What stands between the dashes above an original message. */
export const separatorWords: ReadonlySet<string> = readWords(`
original message|original appointment|original mail|original e-mail|original email|original|reply message
ursprüngliche nachricht|originalnachricht|original-nachricht|originale nachricht|ursprüngliche mail|original nachricht
ursprüngliche e-mail|originaltermin|message d'origine|message d’origine|message original|courriel original|mail original
rendez-vous d'origine|mensaje original|correo original|cita original|messaggio originale|messaggio original
appuntamento originale|mensagem original|e-mail original|compromisso original|oorspronkelijk bericht|origineel bericht
oorspronkelijke bericht|originele bericht|oorspronkelijke afspraak|ursprungligt meddelande|originalmeddelande
orginalmeddelande|ursprungsmeddelande|oprindelig meddelelse|original besked|oprindelig besked|opprinnelig melding
original melding|original meddelelse|upprunaleg skilaboð|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna
wiadomość pierwotna|původní zpráva|původní e-mail|pôvodná správa|pôvodný e-mail|eredeti üzenet|eredeti levél
исходное сообщение|оригинальное сообщение|исходное письмо|оригінальне повідомлення|початкове повідомлення
оригинално съобщение|първоначално съобщение|mesaj original|mesajul original|orijinal mesaj|orijinal ileti|özgün ileti
ileti özgün|özgün mesaj|izvorna poruka|originalna poruka|оригинална порука|izvirno sporočilo|izvorno sporočilo|αρχικό μήνυμα
πρωτότυπο μήνυμα|algne kiri|algsõnum|sõnum|sākotnējais ziņojums|originalus laiškas|pradinis pranešimas|missatge original
jatorrizko mezua|mesazhi origjinal|הודעה מקורית|הודעה המקורית|الرسالة الأصلية|رسالة أصلية|پیام اصلی|मूल संदेश
ข้อความต้นฉบับ|thư gốc|tin nhắn gốc|pesan asli|mesej asal|原始邮件|原始郵件|原郵件|邮件原件|原始信件|回复的原邮件|元のメッセージ|元のメール
원본 메시지|원본 메일|원본메시지
`);

/** What stands there above a message that is passed on. */
export const forwardWords: ReadonlySet<string> = readWords(`
forwarded message|begin forwarded message|forwarded by|forwarded mail|forwarded email|weitergeleitete nachricht
anfang der weitergeleiteten nachricht|weitergeleitete e-mail|weitergeleitete mail|message transféré
début du message réexpédié|début du message transféré|courriel transféré|mensaje reenviado|inicio del mensaje reenviado
messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada
início da mensagem reencaminhada|doorgestuurd bericht|begin doorgestuurd bericht|vidarebefordrat meddelande
vidarebefordrat brev|vidarebefordrat mail|videresendt melding|videresendt meddelelse|videresendt besked
start på videresendt besked|start på videresendt melding|begynnelse på videresendt melding|áframsend skilaboð
välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|wiadomość przekazana|przekazana wiadomość|treść przekazanej wiadomości
rozpoczęcie przekazywanej wiadomości|přeposlaná zpráva|začátek přeposlané zprávy|preposlaná správa
začiatok preposlanej správy|továbbított üzenet|továbbított levél|пересылаемое сообщение|пересланное сообщение
начало переадресованного сообщения|пересланное письмо|переслане повідомлення|препратено съобщение|proslijeđena poruka
prosleđena poruka|прослеђена порука|posredovano sporočilo|mesaj redirecționat|mesaj transmis|iletilen mesaj|iletilmiş mesaj
yönlendirilmiş mesaj|yönlendirilen ileti|προωθημένο μήνυμα|edastatud kiri|edastatud sõnum|pārsūtītā ziņa
persiųstas laiškas|persiųsta žinutė|missatge reenviat|birbidalitako mezua|הודעה שהועברה|הודעה מועברת|رسالة معاد توجيهها|رسالة مُعاد توجيهها
الرسالة المعاد توجيهها|پیام بازارسال شده|अग्रेषित संदेश|ข้อความที่ส่งต่อ|thư đã chuyển tiếp|tin nhắn chuyển tiếp|pesan terusan
pesan yang diteruskan|começo da mensagem encaminhada|message transmis|begin forwarded conversation|this is a forwarded message|začátek přeposílané zprávy
přeposlaný e-mail|započni proslijeđenu poruku|továbbított levél kezdete|początek przekazywanej wiadomości
începe mesajul redirecționat|vidarebefordrat mejl|ileti başlangıcı|iletilen ileti|початок листа, що пересилається
перенаправлене повідомлення|перенаправленное сообщение|αρχή προωθημένου μηνύματος|inici del missatge reenviat
תחילת ההודעה שהועברה|بداية الرسالة المُعاد توجيهها|เริ่มข้อความที่ส่งต่อ|bắt đầu thư được chuyển tiếp|开始转发的邮件|전달된 메시지 시작
メッセージを転送|转发邮件|转发的邮件|轉寄的郵件|已轉寄的郵件|轉寄郵件|转发邮件信息|転送メッセージ|転送メール|転送されたメッセージ|전달된 메시지|전달된 메일
`);

function readWords(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/[|\n]/));
}

/** How Notes begins the line above a message that somebody passes on, with his name and the time. */
export const passedOnBy: readonly string[] = [
  'forwarded by ',
  'weitergeleitet von ',
  'transféré par ',
  'réacheminé par ',
  'reenviado por ',
  'inoltrato da ',
  'encaminhado por ',
  'doorgestuurd door ',
  'vidarebefordrat av ',
  'videresendt af ',
  'videresendt av ',
  'przekazane przez ',
  'přeposlal ',
];

/** How the line begins that a telephone or a program puts below what was written in it. */
export const deviceLines: readonly string[] = [
  ...readWords(`
sent from |sent via |sent with |sent using |get outlook for|composed on |typed on |written on my |download outlook
von meinem |von unterwegs|gesendet von |gesendet mit |gesendet über |gesendet aus |gesendet vom |diese nachricht wurde von mein
diese nachricht wurde mit |holen sie sich outlook|outlook für |laden sie outlook|envoyé de |envoyé depuis |envoyé à partir |envoyé par mon
télécharger outlook|obtenir outlook|obtenez outlook|enviado desde |enviado con |enviado a través|obtener outlook|obtén outlook
obtenga outlook|inviato da |inviato dal |inviato con |inviato tramite |scarica outlook|ottieni outlook|enviado do |enviado de |enviado via
enviado pelo |enviado por meu|obter o outlook|obtenha o outlook|baixar outlook|verzonden vanaf |verzonden vanuit |verzonden met
verstuurd vanaf |verstuurd met|verzonden via|outlook voor |outlook downloaden|download outlook voor|skickat från |skickades från
skaffa outlook|hämta outlook|sendt fra |sendt med |hent outlook|skaff deg outlook|få outlook|sent úr |lähetetty |hanki outlook
wysłane z |wysłano z |wysłane przy|wysłane za|pobierz program outlook|pobierz outlook|odesláno z |odesláno ze |získat outlook|odoslané z
získajte outlook|küldve a |elküldve |az outlook |iphone-ról küldve|ipad-ról küldve|отправлено с |отправлено из |отправлено со
скачайте outlook|скачать outlook|надіслано з |надіслано із |отримайте outlook|изпратено от |вземете outlook|trimis de pe |trimis din
trimis cu |obțineți outlook|obţineţi outlook|poslano s |poslano sa |poslano iz |poslano z |poslato sa |poslato s |послато са
preuzmite outlook|στάλθηκε από |εστάλη από |λήψη του outlook|αποκτήστε το outlook|saadetud minu |saadetud |sūtīts no |nosūtīts no
išsiųsta iš |enviat des |ios için outlook|android için outlook|iphone'umdan gönderildi|iphone’umdan gönderildi|ipad'imden gönderildi
ipad’imden gönderildi|samsung cihazımdan|נשלח מה|נשלח מ|קבל את outlook|أُرسلت من|أرسلت من|تم الإرسال من|مرسل من|أرسل من|الحصول على outlook
احصل على outlook|ارسال از |ارسال شده از|ส่งจาก|gửi từ |đã gửi từ |dikirim dari |dihantar dari|发自|發自|從我的|从我的|来自我的|获取 outlook
获取outlook|取得 ios|取得 android|取得 outlook|iphoneから送信|ipadから送信|ios版outlook|ios 版 outlook|outlook for ios|outlook for android
androidから送信|나의 |내 iphone|ios용 outlook|android용 outlook|iphone에서 보냄|삼성 갤럭시
`),
];
