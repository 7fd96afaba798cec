import type { Letter } from './sample-letter.ts';
import { textPart } from './sample-letter.ts';
import type { SamplePart } from './sample-mime.ts';

/** What programs send: none of it may ever be answered automatically. */
export const automaticLetters: readonly Letter[] = [
  {
    id: 'newsletter',
    from: ['The Paddle Post', 'news@paddlepost.example'],
    subject: 'The Paddle Post: five rivers for a long weekend',
    hoursAgo: 110,
    headers: [
      ['List-Id', 'The Paddle Post <news.paddlepost.example>'],
      [
        'List-Unsubscribe',
        '<https://paddlepost.example/unsubscribe?r=71>, <mailto:leave@paddlepost.example>',
      ],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['Precedence', 'bulk'],
    ],
    html: `<html><head><style>h1{color:#146}</style></head><body><img src="https://paddlepost.example/open.gif?r=71" width="1"
height="1"><h1>Five rivers for a long weekend</h1><p>From a lazy meander to a gorge: our readers' favourites, with maps.</p>
<p><img src="https://paddlepost.example/river.jpg" alt="A river in the morning"></p>
<p><a href="https://paddlepost.example/five-rivers">Read on</a></p></body></html>`,
    text: 'Five rivers for a long weekend\n\nFrom a lazy meander to a gorge: https://paddlepost.example/five-rivers',
  },
  {
    id: 'out-of-office',
    from: ['Petra Vance (Willow School)', 'p.vance@willowschool.example'],
    subject: 'Automatic reply: Your offer for 14 May',
    hoursAgo: 96,
    headers: [
      ['Auto-Submitted', 'auto-replied'],
      ['X-Auto-Response-Suppress', 'All'],
    ],
    text: 'I am on a class trip until Thursday and read mail in the evening, if the hut has a signal.\n\nPetra Vance',
  },
  {
    id: 'bounce',
    from: ['Mail Delivery System', 'mailer-daemon@mx.valleymail.example'],
    subject: 'Undelivered Mail Returned to Sender',
    hoursAgo: 64,
    headers: [
      ['Return-Path', '<>'],
      ['Auto-Submitted', 'auto-replied'],
    ],
    part: () => reportBounce(),
  },
  {
    id: 'monitor',
    from: ['Boathouse sensor', 'sensor@boathouse-alarm.example'],
    subject: '[ALERT] Water level at jetty 2: 1.86 m (limit 1.80 m)',
    hoursAgo: 36,
    headers: [
      ['Auto-Submitted', 'auto-generated'],
      ['X-Priority', '1'],
    ],
    text: 'Sensor: jetty 2\nLevel: 1.86 m, rising 2 cm/h\nBattery: 71 %\n\nThis message was sent by a machine that is standing in the rain.',
  },
  {
    id: 'mailing-list',
    from: ['Ingrid Falk via River Wardens', 'wardens@lists.riverwardens.example'],
    subject: '[wardens] Fallen alder below the second weir',
    hoursAgo: 58,
    headers: [
      ['List-Id', 'River Wardens <wardens.lists.riverwardens.example>'],
      ['List-Post', '<mailto:wardens@lists.riverwardens.example>'],
      ['Precedence', 'list'],
    ],
    text: 'An alder lies across the left arm below the second weir. Please send your groups down the right arm until Friday.\n\nIngrid\n-- \nRiver Wardens mailing list',
  },
  {
    id: 'junk',
    from: ['Golden Oar Lottery', 'winner@golden-oar.example'],
    subject: 'CONGRATULATIONS!!! You have won a yacht',
    hoursAgo: 20,
    folder: 'Junk Email',
    html: '<p style="font-size:24px">Click <a href="https://golden-oar.example/claim">HERE</a> to claim your yacht!!!</p>',
  },
  {
    id: 'read-receipt',
    from: ['Jürgen Größl', 'j.groessl@gaestehaus-groessl.example'],
    subject: 'Gelesen: Ihre Anfrage',
    hoursAgo: 70,
    headers: [['Auto-Submitted', 'auto-replied']],
    part: () => ({
      type: 'multipart/report; report-type=disposition-notification',
      content: [
        textPart('Ihre Nachricht wurde gelesen.'),
        {
          type: 'message/disposition-notification',
          content: Buffer.from(
            'Final-Recipient: rfc822;j.groessl@gaestehaus-groessl.example\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n',
          ),
          encoding: '7bit',
        },
      ],
    }),
  },
];

/** A delivery status notification (RFC 3464) about an answer to the contact form. */
function reportBounce(): SamplePart {
  const status = [
    'Reporting-MTA: dns; mx.valleymail.example',
    '',
    'Final-Recipient: rfc822; hanna.brook@valleymail.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 <hanna.brook@valleymail.example>: no such user',
    '',
  ];
  const original = [
    'From: Brightwater Support <support@brightwater.example>',
    'To: hanna.brook@valleymail.example',
    'Subject: Re: Contact form: Rental prices for a week',
    'Message-ID: <answer-to-hanna@brightwater.example>',
    '',
    '',
  ];
  return {
    type: 'multipart/report; report-type=delivery-status',
    content: [
      textPart(
        'I am sorry to inform you that your message could not be delivered to hanna.brook@valleymail.example.',
      ),
      { type: 'message/delivery-status', content: Buffer.from(status.join('\r\n')), encoding: '7bit' },
      { type: 'text/rfc822-headers', content: Buffer.from(original.join('\r\n')), encoding: '7bit' },
    ],
  };
}
