import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../../src/mail/parse.ts';

// What servers write to people, without a part for machines.

const letter = (from: string, subject: string, body: string, extra = '') =>
  `Return-Path: <>\r\nFrom: ${from}\r\nTo: support@desk.example\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n${extra}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body.replace(/\n/g, '\r\n')}\r\n`;
const D = 'MAILER-DAEMON@mx.example';
/** Whom it names in which state, '' for nobody, and the problem where the words say one. */
type Case = readonly [server: string, raw: string, told: string, problem: string];

const letters: readonly Case[] = [
  [
    'sendmail',
    letter(
      `Mail Delivery Subsystem <${D}>`,
      'Returned mail: see transcript for details',
      `The original message was received at Mon, 2 Mar 2026 10:22:33 +0100
from localhost [127.0.0.1]

   ----- The following addresses had permanent fatal errors -----
<gone@firma.example>
    (reason: 550 5.1.1 <gone@firma.example>: Recipient address rejected: User unknown)

   ----- Transcript of session follows -----
... while talking to mx.firma.example.:
>>> DATA
<<< 550 5.1.1 <gone@firma.example>: Recipient address rejected: User unknown
550 5.1.1 <gone@firma.example>... User unknown
<<< 503 5.5.1 Error: no valid recipients`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'sendmail warning',
    letter(
      `Mail Delivery Subsystem <${D}>`,
      'Warning: could not send message for past 4 hours',
      `    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

The original message was received at Mon, 2 Mar 2026 10:22:33 +0100
from localhost [127.0.0.1]

   ----- Transcript of session follows -----
<slow@langsam.example>... Deferred: Connection timed out with mx.langsam.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old`,
    ),
    'slow@langsam.example delayed',
    '',
  ],
  [
    'postfix',
    letter(
      `Mail Delivery System <${D}>`,
      'Undelivered Mail Returned to Sender',
      `This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

<full@firma.example>: host mx.firma.example[192.0.2.1] said: 552 5.2.2
    <full@firma.example>: Recipient address rejected: Mailbox quota exceeded (in reply to RCPT TO
    command)`,
    ),
    'full@firma.example failed',
    'mailbox_full',
  ],
  [
    'postfix delayed',
    letter(
      `Mail Delivery System <${D}>`,
      'Delayed Mail (still being retried)',
      `This is the mail system at host mx.example.

####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than 4 hour(s).
It will be retried until it is 5 day(s) old.

<slow@langsam.example>: connect to mx.langsam.example[192.0.2.9]:25: Connection timed out`,
    ),
    'slow@langsam.example delayed',
    'not_reached_in_time',
  ],
  [
    'exim',
    letter(
      `Mail Delivery System <${D}>`,
      'Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  gone@firma.example
    host mx.firma.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<gone@firma.example>:
    550 No Such User Here`,
      'X-Failed-Recipients: gone@firma.example\r\n',
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'exim unrouteable',
    letter(
      `Mail Delivery System <${D}>`,
      'Mail delivery failed: returning message to sender',
      `A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  a@nodomain.example
    all relevant MX records point to non-existent hosts`,
    ),
    'a@nodomain.example failed',
    '',
  ],
  [
    'gmail letter',
    letter(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      `** Address not found **

Your message wasn't delivered to gone@firma.example because the address couldn't be found, or is unable to receive mail.

Learn more here: https://support.google.com/mail/?p=NoSuchUser

The response was:

550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'gmail delay',
    letter(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Delay)',
      `** Delivery incomplete **

There was a temporary problem delivering your message to slow@langsam.example. Gmail will retry for 46 more hours. You'll be notified if the delivery fails permanently.

The response was:

The recipient server did not accept our requests to connect. Learn more at https://support.google.com/mail/answer/7720`,
    ),
    'slow@langsam.example delayed',
    '',
  ],
  [
    'gmail blocked',
    letter(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      `** Message blocked **

Your message to gone@firma.example has been blocked. See technical details below for more information.

The response from the remote server was:

550 5.7.1 Message rejected as spam by content filter`,
    ),
    'gone@firma.example failed',
    'taken_for_spam',
  ],
  [
    'gmail german',
    letter(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      `** Die Adresse wurde nicht gefunden **

Ihre Nachricht wurde nicht an gone@firma.example zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.

Antwort:

550 5.1.1 The email account that you tried to reach does not exist.`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'yahoo',
    letter(
      'MAILER-DAEMON@yahoo.com',
      'Failure Notice',
      `Sorry, we were unable to deliver your message to the following address.

<gone@firma.example>:
554: delivery error: dd This user doesn't have a firma.example account (gone@firma.example) [-5] - mta1

--- Below this line is a copy of the message.`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'aol',
    letter(
      'MAILER-DAEMON@aol.com',
      'Mail Delivery Problem',
      `Your mail to the following recipients could not be delivered because they are not accepting mail from support@desk.example:
    gone`,
    ),
    '',
    '',
  ],
  [
    'gmx',
    letter(
      'GMX Mailer Daemon <mailer-daemon@gmx.net>',
      'Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address(es)
failed:

gone@firma.example:
SMTP error from remote server for RCPT TO command, host: mx.firma.example (192.0.2.1) reason: 550 5.1.1 unknown user`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    't-online',
    letter(
      'Mail Delivery System <mailer-daemon@t-online.de>',
      'Delivery Status Notification (Failure)',
      `Ihre E-Mail konnte nicht an den/die Empfänger zugestellt werden.

|------------------------- Failed addresses follow: ---------------------|
 <gone@t-online.example> ... unknown user`,
    ),
    'gone@t-online.example failed',
    'no_such_address',
  ],
  [
    'o365 german',
    letter(
      'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firma.example>',
      'Unzustellbar: Ihr Ticket',
      `Ihre Nachricht an gone@firma.example konnte nicht zugestellt werden.

gone konnte unter firma.example nicht gefunden werden.

support Office 365 gone
Aktion erforderlich Empfänger
Unbekannte Empfängeradresse

Diagnoseinformationen für Administratoren:
Generierender Server: VI1PR.prod.outlook.com

gone@firma.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@firma.example not found by SMTP address lookup'

Ursprüngliche Nachrichtenkopfzeilen:`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'exchange full',
    letter(
      'postmaster@firma.example',
      'Undeliverable: Re: Printer',
      `Delivery has failed to these recipients or groups:

full@firma.example<mailto:full@firma.example>
The recipient's mailbox is full and can't accept messages now. Please try resending your message later, or contact the recipient directly.

Diagnostic information for administrators:

Generating server: EX01.firma.example

full@firma.example
Remote Server returned '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded'`,
    ),
    'full@firma.example failed',
    'mailbox_full',
  ],
  [
    'exchange french',
    letter(
      'postmaster@firma.example',
      'Non remis : Re: Imprimante',
      `Échec de la remise à ces destinataires ou groupes :

gone@firma.example<mailto:gone@firma.example>
L'adresse de courrier que vous avez saisie est introuvable. Vérifiez l'adresse de messagerie du destinataire et réessayez d'envoyer le message.

Informations de diagnostic pour les administrateurs :

Serveur de génération : EX01.firma.example

gone@firma.example
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'exchange spanish',
    letter(
      'postmaster@firma.example',
      'No se puede entregar: Re: Impresora',
      `No se pudo entregar el mensaje a estos destinatarios o grupos:

gone@firma.example
No se encontró la dirección de correo electrónico que escribió.

Información de diagnóstico para administradores:
Servidor de generación: EX01
gone@firma.example
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'exchange delayed german',
    letter(
      'postmaster@firma.example',
      'Zustellung verzögert: Re: Drucker',
      `Die Zustellung an folgende Empfänger oder Gruppen verzögert sich:

slow@langsam.example

Diese Nachricht wurde noch nicht zugestellt. Es wird weiterhin versucht, sie zuzustellen.

Der Server versucht 1 Tage, 19 Stunden und 55 Minuten lang, die Nachricht zuzustellen. Sie werden benachrichtigt, wenn die Nachricht bis dahin nicht zugestellt werden kann.`,
    ),
    'slow@langsam.example delayed',
    '',
  ],
  [
    'exchange delayed',
    letter(
      'postmaster@firma.example',
      'Delivery delayed:Re: Printer',
      `Delivery is delayed to these recipients or groups:

slow@langsam.example<mailto:slow@langsam.example>

Subject: Re: Printer

This message hasn't been delivered yet. Delivery will continue to be attempted.

The server will keep trying to deliver this message for the next 1 days, 19 hours and 55 minutes. You'll be notified if the message can't be delivered by that time.`,
    ),
    'slow@langsam.example delayed',
    '',
  ],
  [
    'qmail',
    letter(
      D,
      'failure notice',
      `Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<gone@firma.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 unknown
Giving up on 192.0.2.1.`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'qmail inactive',
    letter(
      D,
      'failure notice',
      `Hi. This is the qmail-send program at mx.example.

<old@firma.example>:
Sorry, no mailbox here by that name. (#5.1.1)`,
    ),
    'old@firma.example failed',
    'no_such_address',
  ],
  [
    'courier',
    letter(
      '"Courier mail server at mx.example" <@>',
      'NOTICE: mail delivery status.',
      `This is a delivery status notification from mx.example,
running the Courier mail server.

UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<gone@firma.example>:
    mx.firma.example [192.0.2.1]:
<<< 550 5.1.1 User unknown`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'hmail',
    letter(
      'mailer-daemon@desk.example',
      'Message undeliverable: Re: Printer',
      `Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Mar 2026 10:22:33 +0100
   Subject: Re: Printer

The following recipient(s) could not be reached:

gone@firma.example
   Error Type: SMTP
   Remote server (192.0.2.1) issued an error.
   hMailServer sent: RCPT TO:<gone@firma.example>
   Remote server replied: 550 5.1.1 User unknown

hMailServer`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'mdaemon',
    letter(
      'MDaemon at firma.example <MDaemon@firma.example>',
      'Permanent Delivery Failure',
      `The following data may contain sections which represent BASE64 encoded
file attachments.

Permanent Delivery Failure

The attached message had permanent fatal delivery errors!

Recipient: <gone@firma.example>
Reason: 550 5.1.1 User unknown`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'mimecast',
    letter(
      'postmaster@firma.example',
      '[Postmaster] Email Delivery Failure',
      `This is a delivery failure notification message indicating that
an email you addressed to email address :
-- gone@firma.example

could not be delivered. The problem appears to be :
-- Recipient email address is possibly incorrect

Additional information follows :
-- 5.1.1 User unknown`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'proofpoint',
    letter(
      'Mail Delivery Subsystem <MAILER-DAEMON@pphosted.example>',
      'Returned mail: see transcript for details',
      `The original message was received at Mon, 2 Mar 2026

   ----- The following addresses had permanent fatal errors -----
<gone@firma.example>
    (reason: 550 5.7.1 Service unavailable; Client host blocked using Spamhaus)`,
    ),
    'gone@firma.example failed',
    'taken_for_spam',
  ],
  [
    'barracuda',
    letter(
      `Mail Delivery System <${D}>`,
      '**Message you sent blocked by our bulk email filter**',
      `Your message to: gone@firma.example
was blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:

Subject: Re: Printer`,
    ),
    'gone@firma.example failed',
    'taken_for_spam',
  ],
  [
    'icloud',
    letter(
      'postmaster@mac.com',
      'Undelivered Mail Returned to Sender',
      `This report relates to a message you sent with the following header fields:

  Message-id: <abc@desk.example>
  Date: Mon, 02 Mar 2026 10:22:33 +0100
  From: support@desk.example
  To: gone@icloud.example
  Subject: Re: Printer

Your message cannot be delivered to the following recipients:

  Recipient address: gone@icloud.example
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 <gone@icloud.example>: user does not exist
  Remote system: dns;mx.icloud.example`,
    ),
    'gone@icloud.example failed',
    'no_such_address',
  ],
  [
    'domino',
    letter(
      'Postmaster@firma.example',
      'DELIVERY FAILURE: User gone (gone@firma.example) not listed in Domino Directory',
      `Your message

  Subject: Re: Printer

was not delivered to:

  gone@firma.example

because:

  User gone (gone@firma.example) not listed in Domino Directory`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'groupwise',
    letter(
      'postmaster@firma.example',
      'Message status - undeliverable',
      `The message that you sent was undeliverable to the following:
	gone (user not found)

Possibly truncated original message follows:`,
    ),
    '',
    '',
  ],
  [
    'mailru',
    letter(
      'mailer-daemon@corp.mail.ru',
      'Mail failure.',
      `Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

**********************

gone@mail.example
Пользователь не найден (550 Message was not accepted -- invalid mailbox.  Local mailbox gone@mail.example is unavailable: user not found)`,
    ),
    'gone@mail.example failed',
    'no_such_address',
  ],
  [
    'yandex',
    letter(
      'mailer-daemon@yandex.ru',
      'Недоставленное сообщение',
      `Это письмо отправлено почтовым сервером yandex.ru.

К сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может
быть отправлено одному или нескольким адресатам. 

<gone@yandex.example>: host mx.yandex.example[192.0.2.1] said: 550 5.7.1 No such user! (in reply to RCPT TO command)`,
    ),
    'gone@yandex.example failed',
    'no_such_address',
  ],
  [
    'qq',
    letter(
      'PostMaster@qq.com',
      '系统退信',
      `抱歉，您的邮件被退回来了……
原邮件信息：
时间    2026-03-02 10:22:33
主题    Re: 打印机
收件人  gone@qq.example
退信原因：
收件人邮件地址（gone@qq.example）不存在，邮件无法送达。
host mx3.qq.com said: 550 Mailbox not found. http://service.mail.qq.com`,
    ),
    'gone@qq.example failed',
    'no_such_address',
  ],
  [
    '163',
    letter(
      'Postmaster@163.com',
      '系统退信',
      `  抱歉，您的邮件被退回来了...
  收信人: gone@163.example
  退信原因: 用户不存在, 请确认对方邮箱地址
  SMTP error, RCPT TO: 550 User not found: gone@163.example`,
    ),
    'gone@163.example failed',
    'no_such_address',
  ],
  [
    'docomo',
    letter(
      `Mail Delivery Subsystem <${D}>`,
      'Returned mail: see transcript for details',
      `このメールはシステムから自動的に送信されています。
次の宛先へのメールは配信できませんでした。

<gone@docomo.example>
宛先不明`,
    ),
    'gone@docomo.example failed',
    'no_such_address',
  ],
  [
    'ovh french',
    letter(
      'mailer-daemon@ovh.example',
      'Message non distribué',
      `Bonjour,

Votre message n'a pas pu être distribué au destinataire suivant :

  gone@firma.example
  550 5.1.1 Utilisateur inconnu`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'aws',
    letter(
      'MAILER-DAEMON@amazonses.com',
      'Delivery Status Notification (Failure)',
      `An error occurred while trying to deliver the mail to the following recipients:
gone@firma.example`,
    ),
    'gone@firma.example failed',
    'no_reason_given',
  ],
  [
    'sophos',
    letter(
      'postmaster@firma.example',
      'Undelivered Mail: rejected by policy',
      `Your message to <gone@firma.example> was rejected.
Reason: 554 5.7.1 Message rejected because of unacceptable attachments`,
    ),
    'gone@firma.example failed',
    '',
  ],
  [
    'polish',
    letter(
      D,
      'Niedostarczona wiadomość',
      `Twoja wiadomość nie została dostarczona do następujących odbiorców:

gone@firma.example
550 5.1.1 Nieznany użytkownik`,
    ),
    'gone@firma.example failed',
    'no_such_address',
  ],
  [
    'dmarc',
    letter(
      D,
      'Undeliverable: x',
      `<a@gmail.example>: host gmail-smtp-in.l.google.com[192.0.2.1] said:
    550-5.7.26 Unauthenticated email from desk.example is not accepted due to
    550-5.7.26 domain's DMARC policy.`,
    ),
    'a@gmail.example failed',
    'sender_not_verified',
  ],
  [
    'ms spf',
    letter(
      D,
      'Undeliverable: x',
      `<a@hotmail.example>: host mx[192.0.2.1] said: 550 5.7.515 Access denied, sending domain DESK.EXAMPLE does not meet the required authentication level.`,
    ),
    'a@hotmail.example failed',
    'sender_not_verified',
  ],
  [
    'not a bounce',
    letter(
      'Anna <anna@firma.example>',
      'Delivery of my parcel failed',
      `Hello, the delivery to my address anna@firma.example failed. Where is my parcel?`,
    ).replace('Return-Path: <>\r\n', 'Return-Path: <anna@firma.example>\r\n'),
    '',
    '',
  ],
  [
    'not a bounce 2',
    letter(
      'Anna <anna@firma.example>',
      'Undeliverable: your invoice',
      `Hello, this came back, what shall I do? 550 5.1.1 user unknown boss@firma.example`,
    ).replace('Return-Path: <>\r\n', 'Return-Path: <anna@firma.example>\r\n'),
    '',
    '',
  ],
];

for (const [server, raw, told, problem] of letters) {
  test(`${server} ${told === '' ? 'names nobody' : told}`, async () => {
    const recipients = (await parseMessage(Buffer.from(raw))).clues.report?.recipients ?? [];
    assert.equal(recipients.map(({ address, state }) => `${address} ${state}`).join(', '), told);
    if (problem !== '') assert.equal(recipients[0]?.problem.code, problem);
    for (const each of recipients) assert.doesNotMatch(each.problem.text ?? '', /^(?:Subject:|<mailto)/);
  });
}
