import { type Look, runLooks } from '../support/mail-look.ts';
import { text } from '../support/write-mail.ts';

// Plain answers of many programs in many languages: the answer is in sight, and what it quotes is folded.

const W = { shown: 'ANSWER|!QUOTED', folded: 'QUOTED' };
// Plain texts
const plain: Look[] = Object.entries({
  'notes table':
    'ANSWER\n\n\n|------------>\n| From:      |\n|------------>\n  >-----------------------------------------------------------|\n  |"Desk" <support@postroom.example>                            |\n  >-----------------------------------------------------------|\n|------------>\n| To:        |\n|------------>\n  >-----------------------------------------------------------|\n  |kim@kunde.example                                          |\n  >-----------------------------------------------------------|\n|------------>\n| Subject:   |\n|------------>\n  >-----------------------------------------------------------|\n  |Re: x                                                      |\n  >-----------------------------------------------------------|\n\n\n\nQUOTED',
  'HD>': 'ANSWER\n\nHelp desk <support@desk.example> wrote:\nHD> QUOTED\nHD> more\n',
  'HD> the bat': 'ANSWER\n\nMonday, March 2, 2026, 10:22:33 AM, you wrote:\n\nHD> QUOTED\nHD> more\n\nBELOW',
  'sp | mark': 'ANSWER\n\nOn 2 Mar 2026 Help desk <support@desk.example> wrote:\n| QUOTED\n| more\n',
  'said airmail':
    'ANSWER\n\nOn 2 Mar 2026 at 10:22:33, Help desk (support@desk.example) wrote:\n\n\nQUOTED text',
  said: 'ANSWER\n\nOn 2 Mar 2026 at 10:22:33, Help desk (support@desk.example) said:\n\n> QUOTED text',
  'Am ... said':
    'ANSWER\n\nAm 2. März 2026 um 10:22:33, Help desk (support@desk.example) schrieb:\n\nQUOTED text',
  'plain mailto':
    'ANSWER\n\nOn Mar 2, 2026, at 10:22 AM, Help desk <support@desk.example<mailto:support@desk.example>> wrote:\n\nQUOTED text',
  'outlook mobile ios':
    'ANSWER\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Help desk <support@desk.example>\nSent: Monday, March 2, 2026 10:22:33 AM\nTo: Gerd <gerd@gast.example>\nSubject: Re: case\n\nQUOTED text',
  'outlook new de':
    'ANSWER\n\n________________________________\nVon: Help desk <support@desk.example>\nGesendet: Montag, 2. März 2026 10:22\nAn: Gerd <gerd@gast.example>\nBetreff: Re: case\n\nSie erhalten nicht häufig E-Mails von support@desk.example.\n\nQUOTED text',
  'outlook exchange fwd hdr pt-br':
    'ANSWER\n\nDe: Help desk <support@desk.example>\nEnviada em: segunda-feira, 2 de março de 2026 10:22\nPara: Gerd\nAssunto: Re: case\n\nQUOTED',
  'outlook norw nynorsk':
    'ANSWER\n\nFrå: Help desk <support@desk.example>\nSendt: måndag 2. mars 2026 10:22\nTil: Gerd <gerd@gast.example>\nEmne: Re: case\n\nQUOTED',
  'outlook serbian latin':
    'ANSWER\n\nOd: Help desk <support@desk.example>\nPoslato: ponedeljak, 2. mart 2026. 10:22\nPrimalac: Gerd <gerd@gast.example>\nTema: Re: case\n\nQUOTED',
  'outlook serbian cyr':
    'ANSWER\n\nОд: Help desk <support@desk.example>\nПослато: понедељак, 2. март 2026. 10:22\nПрималац: Gerd\nТема: Re: case\n\nQUOTED',
  'outlook croatian':
    'ANSWER\n\nŠalje: Help desk <support@desk.example>\nPoslano: ponedjeljak, 2. ožujka 2026. 10:22\nPrima: Gerd\nPredmet: Re: case\n\nQUOTED',
  'outlook catalan':
    'ANSWER\n\nDe: Help desk <support@desk.example>\nEnviat: dilluns, 2 de març de 2026 10:22\nPer a: Gerd\nTema: Re: case\n\nQUOTED',
  'outlook basque':
    'ANSWER\n\nNork: Help desk <support@desk.example>\nBidalita: astelehena, 2026(e)ko martxoak 2 10:22\nNori: Gerd\nGaia: Re: case\n\nQUOTED',
  'outlook galician':
    'ANSWER\n\nDe: Help desk <support@desk.example>\nEnviado o: luns, 2 de marzo de 2026 10:22\nPara: Gerd\nAsunto: Re: case\n\nQUOTED',
  'outlook kazakh':
    'ANSWER\n\nКімнен: Help desk <support@desk.example>\nЖіберілді: 2026 ж. 2 наурыз 10:22\nКімге: Gerd\nТақырып: Re: case\n\nQUOTED',
  'outlook azeri':
    'ANSWER\n\nKimdən: Help desk <support@desk.example>\nGöndərilib: 2 mart 2026 10:22\nKimə: Gerd\nMövzu: Re: case\n\nQUOTED',
  'outlook georgian':
    'ANSWER\n\nგამომგზავნი: Help desk <support@desk.example>\nგაგზავნილია: 2 მარტი 2026 10:22\nმიმღები: Gerd\nთემა: Re: case\n\nQUOTED',
  'outlook fa':
    'ANSWER\n\nاز: Help desk <support@desk.example>\nارسال شد: دوشنبه ۲ مارس ۲۰۲۶ ۱۰:۲۲\nبه: Gerd\nموضوع: Re: case\n\nQUOTED',
  'outlook ms':
    'ANSWER\n\nDaripada: Help desk <support@desk.example>\nDihantar: Isnin, 2 Mac 2026 10:22\nKepada: Gerd\nSubjek: Re: case\n\nQUOTED',
  'outlook tagalog':
    'ANSWER\n\nMula kay: Help desk <support@desk.example>\nIpinadala: Lunes, Marso 2, 2026 10:22\nPara kay: Gerd\nPaksa: Re: case\n\nQUOTED',
  'outlook swahili':
    'ANSWER\n\nKutoka: Help desk <support@desk.example>\nImetumwa: Jumatatu, 2 Machi 2026 10:22\nKwa: Gerd\nMada: Re: case\n\nQUOTED',
  'outlook bosnian':
    'ANSWER\n\nOd: Help desk <support@desk.example>\nPoslano: ponedjeljak, 2. mart 2026. 10:22\nZa: Gerd\nPredmet: Re: case\n\nQUOTED',
  'outlook albanian':
    'ANSWER\n\nNga: Help desk <support@desk.example>\nDërguar: e hënë, 2 mars 2026 10:22\nPër: Gerd\nSubjekti: Re: case\n\nQUOTED',
  'outlook macedonian':
    'ANSWER\n\nОд: Help desk <support@desk.example>\nИспратено: понеделник, 2 март 2026 10:22\nДо: Gerd\nПредмет: Re: case\n\nQUOTED',
  'outlook hindi':
    'ANSWER\n\nप्रेषक: Help desk <support@desk.example>\nप्रेषित: 2 मार्च 2026 10:22\nप्रति: Gerd\nविषय: Re: case\n\nQUOTED',
  'outlook urdu':
    'ANSWER\n\nمنجانب: Help desk <support@desk.example>\nبھیجا گیا: پیر، 2 مارچ 2026 10:22\nبنام: Gerd\nموضوع: Re: case\n\nQUOTED',
  'outlook bengali':
    'ANSWER\n\nথেকে: Help desk <support@desk.example>\nপ্রেরিত: 2 মার্চ 2026 10:22\nপ্রতি: Gerd\nবিষয়: Re: case\n\nQUOTED',
  'outlook tamil':
    'ANSWER\n\nஅனுப்புநர்: Help desk <support@desk.example>\nஅனுப்பப்பட்டது: 2 மார்ச் 2026 10:22\nபெறுநர்: Gerd\nபொருள்: Re: case\n\nQUOTED',
  'outlook irish':
    'ANSWER\n\nÓ: Help desk <support@desk.example>\nSeolta: 2 Márta 2026 10:22\nChuig: Gerd\nÁbhar: Re: case\n\nQUOTED',
  'outlook nl be':
    'ANSWER\n\nVan: Help desk <support@desk.example>\nDatum: maandag, 2 maart 2026 om 10:22\nAan: Gerd\nOnderwerp: Re: case\n\nQUOTED',
  'apple mail da fwd':
    'ANSWER\n\nDen 2. mar. 2026 kl. 10.22 skrev Help desk <support@desk.example>:\n\n> QUOTED',
  'apple mail fi':
    'ANSWER\n\n> Help desk <support@desk.example> kirjoitti 2.3.2026 kello 10.22:\n> \n> QUOTED',
  'apple mail pt':
    'ANSWER\n\n> No dia 02/03/2026, às 10:22, Help desk <support@desk.example> escreveu:\n> \n> QUOTED',
  'apple mail el':
    'ANSWER\n\n> Στις 2 Μαρ 2026, 10:22 πμ, ο χρήστης Help desk <support@desk.example> έγραψε:\n> \n> QUOTED',
  'apple mail de unquoted attribution':
    'ANSWER\n\nAm 02.03.2026 um 10:22 schrieb Help desk <support@desk.example>:\n\n﻿QUOTED text',
  'zimbra de':
    'ANSWER\n\nVon: "Help desk" <support@desk.example>\nAn: "Gerd" <gerd@gast.example>\nGesendet: Montag, 2. März 2026 10:22:33\nBetreff: Re: case\n\nQUOTED',
  'zimbra fr':
    'ANSWER\n\nDe: "Help desk" <support@desk.example>\nÀ: "Gerd" <gerd@gast.example>\nEnvoyé: Lundi 2 Mars 2026 10:22:33\nObjet: Re: case\n\nQUOTED',
  'em client':
    'ANSWER\n\n------ Original Message ------\nFrom "Help desk" <support@desk.example>\nTo "Gerd" <gerd@gast.example>\nDate 3/2/2026 10:22:33 AM\nSubject Re: case\n\nQUOTED',
  'em client de':
    'ANSWER\n\n------ Originalnachricht ------\nVon "Help desk" <support@desk.example>\nAn "Gerd" <gerd@gast.example>\nDatum 02.03.2026 10:22:33\nBetreff Re: case\n\nQUOTED',
  'em client fr':
    'ANSWER\n\n------ Message d\'origine ------\nDe "Help desk" <support@desk.example>\nÀ "Gerd" <gerd@gast.example>\nDate 02/03/2026 10:22:33\nObjet Re: case\n\nQUOTED',
  'em client cs':
    'ANSWER\n\n------ Původní zpráva ------\nOd "Help desk" <support@desk.example>\nKomu "Gerd" <gerd@gast.example>\nDatum 02.03.2026 10:22:33\nPředmět Re: case\n\nQUOTED',
  'proton fr':
    'ANSWER\n\nEnvoyé avec la messagerie sécurisée Proton Mail.\n\nLe lundi 2 mars 2026 à 10:22, Help desk <support@desk.example> a écrit :\n\n> QUOTED',
  'proton de':
    'ANSWER\n\nMit Proton Mail sicherer E-Mail versendet.\n\nAm Montag, 2. März 2026 um 10:22, Help desk <support@desk.example> schrieb:\n\n> QUOTED',
  'proton new':
    'ANSWER\n\nSent from Proton Mail for Android.\n\n-------- Original Message --------\nOn Monday, 03/02/26 at 10:22 Help desk <support@desk.example> wrote:\n\n> QUOTED',
  samsung:
    'ANSWER\n\nSent from my Galaxy\n\n\n-------- Original message --------\nFrom: Help desk <support@desk.example> \nDate: 3/2/26  10:22 AM  (GMT+01:00) \nTo: Gerd <gerd@gast.example> \nSubject: Re: case \n\nQUOTED',
  'samsung de':
    'ANSWER\n\nVon meinem/meiner Galaxy gesendet\n\n\n-------- Ursprüngliche Nachricht --------\nVon: Help desk <support@desk.example> \nDatum: 02.03.26  10:22  (GMT+01:00) \nAn: Gerd <gerd@gast.example> \nBetreff: Re: case \n\nQUOTED',
  'samsung fr':
    "ANSWER\n\nEnvoyé depuis mon Galaxy\n\n\n-------- Message d'origine --------\nDe : Help desk <support@desk.example> \nDate : 02/03/2026 10:22 (GMT+01:00) \nÀ : Gerd <gerd@gast.example> \nObjet : Re: case \n\nQUOTED",
  'samsung it':
    'ANSWER\n\nInviato dal mio Galaxy\n\n\n-------- Messaggio originale --------\nDa: Help desk <support@desk.example> \nData: 02/03/26 10:22 (GMT+01:00) \nA: Gerd <gerd@gast.example> \nOggetto: Re: case \n\nQUOTED',
  'samsung nl':
    'ANSWER\n\nVerzonden vanaf mijn Galaxy\n\n\n-------- Oorspronkelijk bericht --------\nVan: Help desk <support@desk.example> \nDatum: 02-03-2026 10:22 (GMT+01:00) \nAan: Gerd <gerd@gast.example> \nOnderwerp: Re: case \n\nQUOTED',
  'yahoo de':
    'ANSWER\n\nVon meinem iPhone gesendet\n\nAm Montag, 2. März 2026, 10:22, Help desk <support@desk.example> schrieb:\n\nQUOTED',
  'yahoo app 2':
    'ANSWER\n\nSent from Yahoo Mail on Android \n \n  On Mon, Mar 2, 2026 at 10:22 AM, Help desk<support@desk.example> wrote:   \nQUOTED words',
  'gmx app':
    'ANSWER\n\n-- \nDiese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.\n\nAm 02.03.26, 10:22 schrieb Help desk <support@desk.example>:\n> QUOTED',
  'web.de':
    'ANSWER\n\n \n\nGesendet: Montag, 2. März 2026 um 10:22\nVon: "Help desk" <support@desk.example>\nAn: gerd@gast.example\nBetreff: Re: case\n\nQUOTED',
  ionos:
    'ANSWER\n\n> Help desk <support@desk.example> hat am 02.03.2026 10:22 CET geschrieben:\n> \n>  \n> QUOTED',
  'ox en': 'ANSWER\n\n> On 03/02/2026 10:22 AM CET Help desk <support@desk.example> wrote:\n> \n> QUOTED',
  'ox fr': 'ANSWER\n\n> Le 02/03/2026 10:22 CET, Help desk <support@desk.example> a écrit :\n> \n> QUOTED',
  't-online':
    'ANSWER\n\n-----Original-Nachricht-----\nBetreff: Re: case\nDatum: 2026-03-02T10:22:33+0100\nVon: "Help desk" <support@desk.example>\nAn: "gerd@gast.example" <gerd@gast.example>\n\nQUOTED',
  freenet:
    'ANSWER\n\n--- Ursprüngliche Nachricht ---\nVon: Help desk <support@desk.example>\nDatum: 02.03.2026 10:22:33\nAn: gerd@gast.example\nBetreff: Re: case\n\nQUOTED',
  notes:
    'ANSWER\n\nGerd Gast\nFirma\n\n\n\nFrom:        "Help desk" <support@desk.example>\nTo:        gerd@gast.example\nDate:        02.03.2026 10:22\nSubject:        Re: case\n\n\n\nQUOTED',
  'notes ---- ':
    'ANSWER\n\n-----"Help desk" <support@desk.example> schrieb: -----\nAn: gerd@gast.example\nVon: "Help desk" <support@desk.example>\nDatum: 02.03.2026 10:22\nBetreff: Re: case\n\nQUOTED',
  'notes wrote':
    'ANSWER\n\n-----"Help desk" <support@desk.example> wrote: -----\nTo: gerd@gast.example\nFrom: "Help desk" <support@desk.example>\nDate: 03/02/2026 10:22AM\nSubject: Re: case\n\nQUOTED',
  groupwise: 'ANSWER\n\n>>> "Help desk" <support@desk.example> 3/2/2026 10:22 AM >>>\nQUOTED',
  'groupwise de': 'ANSWER\n\n>>> Help desk <support@desk.example> Montag, 2. März 2026 10:22 >>>\nQUOTED',
  spark: 'ANSWER\n\nOn Mar 2, 2026, 10:22 +0100, Help desk <support@desk.example>, wrote:\n> QUOTED',
  'spark de': 'ANSWER\n\nAm 2. März 2026 um 10:22 +0100 schrieb Help desk <support@desk.example>:\n\nQUOTED',
  'spark unmarked':
    'ANSWER\n\nOn Mar 2, 2026, 10:22 +0100, Help desk <support@desk.example>, wrote:\n\nQUOTED',
  mailbird: 'ANSWER\n\nOn 02.03.2026 10:22:33, Help desk <support@desk.example> wrote:\n\nQUOTED',
  k9: 'ANSWER\n\nAm 2. März 2026 10:22:33 MEZ schrieb Help desk <support@desk.example>:\n>QUOTED\n>more',
  fairemail: 'ANSWER\n\nMar 2, 2026 10:22:33 AM Help desk <support@desk.example>:\n\n> QUOTED',
  kmail: 'ANSWER\n\nOn Monday, 2 March 2026 10:22:33 CET Help desk wrote:\n> QUOTED',
  evolution: 'ANSWER\n\nOn Mon, 2026-03-02 at 10:22 +0100, Help desk wrote:\n> QUOTED',
  'evolution de': 'ANSWER\n\nAm Montag, dem 02.03.2026 um 10:22 +0100 schrieb Help desk:\n> QUOTED',
  'evolution fr': 'ANSWER\n\nLe lundi 02 mars 2026 à 10:22 +0100, Help desk a écrit :\n> QUOTED',
  'evolution outlook':
    'ANSWER\n\n-----Original Message-----\nFrom: Help desk <support@desk.example>\nTo: Gerd <gerd@gast.example>\nSubject: Re: case\nDate: Mon, 02 Mar 2026 10:22:33 +0100\n\nQUOTED',
  'roundcube de': 'ANSWER\n\nAm 02.03.2026 10:22, schrieb Help desk:\n> QUOTED',
  rainloop:
    'ANSWER\n\n2. März 2026 10:22, "Help desk" <support@desk.example (mailto:support@desk.example)> schrieb:\n\n> QUOTED',
  snappymail:
    'ANSWER\n\nMarch 2, 2026 at 10:22 AM, "Help desk" <support@desk.example mailto:support@desk.example?to=x > wrote:\n\n> QUOTED',
  claws: 'ANSWER\n\nOn Mon, 2 Mar 2026 10:22:33 +0100\n"Help desk" <support@desk.example> wrote:\n\n> QUOTED',
  gnus: 'ANSWER\n\nHelp desk <support@desk.example> writes:\n\n> QUOTED',
  mutt: 'ANSWER\n\nOn Mon, Mar 02, 2026 at 10:22:33AM +0100, Help desk wrote:\n> QUOTED',
  alpine: 'ANSWER\n\nOn Mon, 2 Mar 2026, Help desk wrote:\n\n> QUOTED',
  sogo: 'ANSWER\n\nOn Monday, March 02, 2026 10:22 CET, "Help desk" <support@desk.example> wrote:\n \nQUOTED',
  'sogo de':
    'ANSWER\n\nAm Montag, März 02, 2026 10:22 CET, schrieb "Help desk" <support@desk.example>:\n \nQUOTED',
  tutanota:
    'ANSWER\n\n--\nSent with Tuta; https://tuta.com/free-email\n\n\n2. März 2026, 10:22 von support@desk.example:\n\n> QUOTED',
  'tutanota en': 'ANSWER\n\nMar 2, 2026, 10:22 by support@desk.example:\n\n> QUOTED',
  fastmail: 'ANSWER\n\nOn Mon, Mar 2, 2026, at 10:22 AM, Help desk wrote:\n> QUOTED',
  hey: 'ANSWER\n\nOn March 2, 2026, Help desk <support@desk.example> wrote:\n\nQUOTED text',
  'zoho de':
    'ANSWER\n\n---- Am Mo., 02 März 2026 10:22:33 +0100 Help desk <support@desk.example> schrieb ---\n\nQUOTED',
  'zoho fr':
    'ANSWER\n\n---- Le lun., 02 mars 2026 10:22:33 +0100 Help desk <support@desk.example> a écrit ----\n\nQUOTED',
  netease: 'ANSWER\n\nAt 2026-03-02 10:22:33, "Help desk" <support@desk.example> wrote:\n\nQUOTED',
  'netease foxmail':
    'ANSWER\n\n发件人： Help desk\n发送时间： 2026-03-02 10:22\n收件人： gerd\n主题： Re: case\n\nQUOTED',
  'foxmail en':
    'ANSWER\n\nsupport@desk.example\n \nFrom: Help desk\nDate: 2026-03-02 10:22\nTo: gerd\nSubject: Re: case\nQUOTED',
  aliyun:
    'ANSWER\n\n------------------------------------------------------------------\n发件人：Help desk <support@desk.example>\n日　期：2026年03月02日 10:22:33\n收件人：Gerd<gerd@gast.example>\n主　题：Re: case\n\nQUOTED',
  'wps coremail':
    'ANSWER\n\n-----原始邮件-----\n发件人:"Help desk" <support@desk.example>\n发送时间:2026-03-02 10:22:33 (星期一)\n收件人: gerd@gast.example\n抄送:\n主题: Re: case\n\nQUOTED',
  naver:
    'ANSWER\n\n-----Original Message-----\nFrom: "Help desk"&lt;support@desk.example&gt; \nTo: &lt;gerd@gast.example&gt;; \nCc: \nSent: 2026-03-02 (월) 10:22:33 (GMT+09:00)\nSubject: Re: case\n\nQUOTED',
  daum: 'ANSWER\n\n--------- 원본 메일 ---------\n보낸사람: Help desk <support@desk.example>\n받는사람: gerd\n날짜: 26.03.02 10:22 GMT +0900\n제목: Re: case\n\nQUOTED',
  'ja outlook':
    'ANSWER\n\n差出人: Help desk <support@desk.example>\n日付: 月曜日, 2026年3月2日 10:22\n宛先: Gerd\n件名: Re: case\n\nQUOTED',
  'ja becky':
    'ANSWER\n\nOn Mon, 2 Mar 2026 10:22:33 +0900\nHelp desk <support@desk.example> wrote:\n\n> QUOTED',
  'ja thunderbird full': 'ANSWER\n\n2026/03/02 10:22、Help desk さんのメール:\n> QUOTED',
  'ko outlook':
    'ANSWER\n\n보낸 사람: Help desk <support@desk.example>\n날짜: 월요일, 2026년 3월 2일 오전 10:22\n받는 사람: Gerd\n제목: Re: case\n\nQUOTED',
  'mailru app':
    'ANSWER\n\n--\nОтправлено из Mail для Android\nПонедельник, 2 марта 2026 г., 10:22 +03:00 от Help desk <support@desk.example>:\n\nQUOTED',
  'yandex app': 'ANSWER\n\n10:22, 2 марта 2026 г., "Help desk" <support@desk.example>:\n\n> QUOTED',
  seznam:
    'ANSWER\n\n---------- Původní e-mail ----------\nOd: Help desk <support@desk.example>\nKomu: gerd@gast.example\nDatum: 2. 3. 2026 10:22:33\nPředmět: Re: case\n"QUOTED"',
  'centrum cz':
    'ANSWER\n\n______________________________________________________________\n> Od: "Help desk" <support@desk.example>\n> Komu: gerd@gast.example\n> Datum: 02.03.2026 10:22\n> Předmět: Re: case\n>\n> QUOTED',
  'wp.pl': 'ANSWER\n\nDnia 2 marca 2026 10:22 Help desk <support@desk.example> napisał(a):\n\n> QUOTED',
  onet: 'ANSWER\n\nW dniu 2026-03-02 10:22:33 użytkownik Help desk <support@desk.example> napisał:\n\nQUOTED',
  o2: 'ANSWER\n\nDnia 02-03-2026 o godz. 10:22 Help desk napisał(a):\n\n> QUOTED',
  libero:
    'ANSWER\n\n----Messaggio originale----\nDa: support@desk.example\nData: 02/03/2026 10.22\nA: <gerd@gast.example>\nOgg: Re: case\n\nQUOTED',
  orange:
    'ANSWER\n\n> Message du 02/03/26 10:22\n> De : "Help desk" <support@desk.example>\n> A : gerd@gast.example\n> Copie à : \n> Objet : Re: case\n> \n> QUOTED',
  laposte:
    'ANSWER\n\n> De : "Help desk" <support@desk.example>\n> A : gerd@gast.example\n> Envoyé: lundi 2 Mars 2026 10:22\n> Objet : Re: case\n> \n> QUOTED',
  'terra uol':
    'ANSWER\n\n\nDe: "Help desk" <support@desk.example>\nEnviada: 2026/03/02 10:22:33\nPara: gerd@gast.example\nAssunto: Re: case\n \nQUOTED',
  telenet:
    'ANSWER\n\n----- Oorspronkelijk bericht -----\nVan: "Help desk" <support@desk.example>\nAan: gerd@gast.example\nVerzonden: Maandag 2 maart 2026 10:22:33\nOnderwerp: Re: case\n\nQUOTED',
  bluemail:
    'ANSWER\n\nGet BlueMail for Android\n\nOn Mar 2, 2026, 10:22 AM, at 10:22 AM, Help desk <support@desk.example> wrote:\n>QUOTED',
  nine: 'ANSWER\n\nSent from Nine\n________________________________\nFrom: Help desk <support@desk.example>\nSent: Monday, March 2, 2026 10:22\nTo: gerd@gast.example\nSubject: Re: case\n\nQUOTED',
  edison:
    'ANSWER\n\nSent from Edison Mail\n\nOn Mon, Mar 2, 2026 at 10:22 AM Help desk <support@desk.example> wrote:\n\n> QUOTED',
  superhuman:
    'ANSWER\n\nSent via Superhuman ( https://sprh.mn/?vip=x )\n\nOn Mon, Mar 02, 2026 at 10:22 AM, Help desk < support@desk.example > wrote:\n\n> \n> QUOTED',
  postbox: 'ANSWER\n\nHelp desk wrote on 3/2/26 10:22 AM:\n> QUOTED',
  'icloud web':
    'ANSWER\n\n> On Mar 2, 2026, at 10:22 AM, Help desk <support@desk.example> wrote:\n> \n> ﻿QUOTED',
  front: 'ANSWER\n\nOn March 2, 2026 at 10:22 AM GMT+1 support@desk.example wrote:\n\n> QUOTED',
  'rt style': 'ANSWER\n\nOn Mon Mar 02 10:22:33 2026, support@desk.example wrote:\n> QUOTED',
  blackberry:
    'ANSWER\n\nSent from my BlackBerry 10 smartphone.\n  Original Message  \nFrom: Help desk\nSent: Monday, March 2, 2026 10:22 AM\nTo: gerd@gast.example\nSubject: Re: case\n\nQUOTED',
  huawei:
    'ANSWER\n\n发自我的华为手机\n\n-------- 原始邮件 --------\n发件人： Help desk <support@desk.example>\n日期： 2026年3月2日周一 10:22\n收件人： gerd\n主 题： Re: case\n\nQUOTED',
  xiaomi: 'ANSWER\n\nHelp desk <support@desk.example> 于 2026年3月2日周一 上午10:22写道：\n\n> QUOTED',
  'windows mail':
    'ANSWER\n\nGesendet von Mail für Windows\n\nVon: Help desk\nGesendet: Montag, 2. März 2026 10:22\nAn: gerd@gast.example\nBetreff: Re: case\n\nQUOTED',
  'gmail gr cyr':
    'ANSWER\n\nУ пон, 2. мар 2026. у 10:22, Help desk <support@desk.example> је написао/ла:\n\n> QUOTED',
  'gmail be': 'ANSWER\n\nпн, 2 сак 2026 г. у 10:22, Help desk <support@desk.example> піша:\n\n> QUOTED',
  'gmail kk': 'ANSWER\n\n2026 ж. 02 нау, дс 10:22 Help desk <support@desk.example> мынаны жазды:\n\n> QUOTED',
  'gmail az':
    'ANSWER\n\nHelp desk <support@desk.example>, 2 mar 2026, B.e., 10:22 tarixində yazıb:\n\n> QUOTED',
  'gmail ka': 'ANSWER\n\n2026 მარ. 2, ორშ 10:22 Help desk <support@desk.example> წერდა:\n\n> QUOTED',
  'gmail hy': 'ANSWER\n\nHelp desk <support@desk.example>-ը գրել է (երկ, մարտի 2, 2026 10:22):\n\n> QUOTED',
  'gmail sw':
    'ANSWER\n\nTarehe Jumatatu, 2 Machi 2026 saa 10:22 Help desk <support@desk.example> aliandika:\n\n> QUOTED',
  'gmail af':
    'ANSWER\n\nOp Ma. 02 Mrt. 2026 om 10:22 het Help desk <support@desk.example> geskryf:\n\n> QUOTED',
  'gmail eu':
    'ANSWER\n\nHelp desk (<support@desk.example>) erabiltzaileak hau idatzi du (2026 mar. 2(a), al. (10:22)):\n\n> QUOTED',
  'gmail gl':
    'ANSWER\n\nO luns, 2 de mar. de 2026 ás 10:22, Help desk (<support@desk.example>) escribiu:\n\n> QUOTED',
  'gmail ur':
    'ANSWER\n\nپیر، 2 مارچ، 2026 کو 10:22 AM کو Help desk <support@desk.example> نے لکھا:\n\n> QUOTED',
  'gmail bn':
    'ANSWER\n\nসোম, ২ মার্চ, ২০২৬ তারিখে ১০:২২ টায় Help desk <support@desk.example> লিখেছেন:\n\n> QUOTED',
  'gmail ta':
    'ANSWER\n\nதிங்., 2 மார்., 2026, முற்பகல் 10:22 அன்று, Help desk <support@desk.example> எழுதியது:\n\n> QUOTED',
  'gmail te': 'ANSWER\n\n2, మార్చి 2026, సోమ న 10:22 AMకి Help desk <support@desk.example> ఇలా రాసారు:\n\n> QUOTED',
  'gmail mr':
    'ANSWER\n\nसोम, 2 मार्च, 2026 रोजी 10:22 AM वाजता Help desk <support@desk.example> ने लिहिले:\n\n> QUOTED',
  'gmail gu':
    'ANSWER\n\nસોમ, 2 માર્ચ, 2026 એ 10:22 AM વાગ્યે Help desk <support@desk.example> એ લખ્યું:\n\n> QUOTED',
  'gmail ml': 'ANSWER\n\n2026, മാർ 2, തിങ്കൾ 10:22 AM-ന് Help desk <support@desk.example> എഴുതി:\n\n> QUOTED',
  'gmail kn':
    'ANSWER\n\nಸೋಮ, ಮಾರ್ಚ್ 2, 2026 ರಂದು 10:22 AM ಸಮಯಕ್ಕೆ Help desk <support@desk.example> ಅವರು ಬರೆದಿದ್ದಾರೆ:\n\n> QUOTED',
  'gmail mn':
    'ANSWER\n\n2026 оны 3-р сарын 2, Да 10:22-д Help desk <support@desk.example> бичсэн:\n\n> QUOTED',
  'gmail am': 'ANSWER\n\nHelp desk <support@desk.example> ሰኞ፣ 2 ማርች 2026 10:22 ላይ ጽፏል፦\n\n> QUOTED',
  'gmail fr-ca':
    'ANSWER\n\nLe lun. 2 mars 2026, à 10 h 22, Help desk <support@desk.example> a écrit :\n\n> QUOTED',
  'gmail fil':
    'ANSWER\n\nNoong Lun, Mar 2, 2026 nang 10:22 AM isinulat ni Help desk <support@desk.example>:\n\n> QUOTED',
  'gmail zu': 'ANSWER\n\nNgoMso, 2 Mas 2026 ngo-10:22 Help desk <support@desk.example> wabhala:\n\n> QUOTED',
}).map(
  ([n, t]): Look => [
    `plain ${n}`,
    text(t, '', { subject: 'Re: case' }),
    n === 'HD> the bat' ? { shown: 'ANSWER|BELOW|!QUOTED', folded: 'QUOTED' } : W,
  ],
);
runLooks(plain);
runLooks([
  [
    'a header that somebody shows us is no quote',
    text(
      'ONE\nHere are the headers you asked for:\n\nReturn-Path: <a@b.example>\nReceived: from x by y\nFrom: Desk <a@b.example>\nTo: kim@kunde.example\nSubject: Test\nDate: Mon, 2 Mar 2026 10:22:33 +0100\nMessage-ID: <1@b.example>\n\nTWO',
    ),
    { shown: 'ONE|Received|Subject: Test|TWO', folded: '!TWO' },
  ],
  [
    'the last line of an answer is not part of the line that introduces the quote',
    text(
      'ANSWER one\n\nANSWER two\nAm 02.03.2026 um 10:22 schrieb Desk <support@desk.example>:\nQUOTED',
      '',
      { subject: 'Re: case' },
    ),
    { shown: 'ANSWER one|ANSWER two' },
  ],
]);
