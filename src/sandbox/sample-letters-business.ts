import { drawPdf, drawPng, writeInvitation } from './sample-files.ts';
import { type Letter, textPart } from './sample-letter.ts';
import { formatMailDate, type SamplePart } from './sample-mime.ts';

/** Suppliers, partners and forms: what a support box gets beside its customers. */
export const businessLetters: readonly Letter[] = [
  {
    id: 'order-form',
    from: ['Brightwater web shop', 'shop@brightwater.example'],
    subject: 'New order 10482: Paddle "Heron", 2 pieces',
    hoursAgo: 19,
    headers: [
      ['Reply-To', 'Ruben Castellano <ruben@castellano.example>'],
      ['X-Mailer', 'OrderForm 3.2'],
    ],
    html: `<h2>Order 10482</h2><table border="1" cellpadding="4"><tr><th>Article</th><th>Qty</th><th>Price</th></tr>
<tr><td>Paddle "Heron", 140 cm</td><td>2</td><td>89.00</td></tr><tr><td>Dry bag 20 l</td><td>1</td><td>24.50</td></tr>
<tr><td colspan="2"><b>Total</b></td><td><b>202.50</b></td></tr></table>
<p>Note from the customer: <i>please send before the weekend, it is a present.</i></p>`,
    text: 'Order 10482\n\n2 x Paddle "Heron", 140 cm  178.00\n1 x Dry bag 20 l           24.50\nTotal                     202.50\n\nNote: please send before the weekend, it is a present.',
  },
  {
    id: 'contact-form',
    from: ['Website contact form', 'noreply@brightwater.example'],
    subject: 'Contact form: Rental prices for a week',
    hoursAgo: 66,
    headers: [['Reply-To', 'hanna.brook@valleymail.example']],
    text: 'Name: Hanna Brook\nE-mail: hanna.brook@valleymail.example\nTopic: Rental\nMessage: What does a two-seater cost for a whole week in July, with paddles and without?',
  },
  {
    id: 'supplier-invoice',
    from: ['Timber & Resin Supplies', 'invoices@timber-resin.example'],
    subject: 'Invoice 2026-0934 for your order of 12 l epoxy',
    hoursAgo: 140,
    isSeen: true,
    text: 'Dear customer,\n\nplease find our invoice attached. Payable within 14 days.\n\nTimber & Resin Supplies',
    attachments: [
      {
        name: 'Invoice-2026-0934.pdf',
        type: 'application/pdf',
        content: drawPdf([
          'Timber & Resin Supplies',
          'Invoice 2026-0934',
          '12 l epoxy resin',
          'Total: 318.00',
        ]),
      },
    ],
  },
  {
    id: 'invitation',
    from: ['Lakeside Outfitters', 'events@lakeside-outfitters.example'],
    subject: 'Invitation: Spring fair planning',
    hoursAgo: 88,
    part: (now) => describeInvitation(now),
  },
  {
    id: 'forwarded',
    from: ['Omar Diaz', 'omar@brightwater.example'],
    subject: 'Fwd: Complaint about the parking place',
    hoursAgo: 23,
    part: (now) => forwardComplaint(now),
  },
  {
    id: 'forwarded-inline',
    from: ['Ada Brightwater', 'admin@brightwater.example'],
    subject: 'FW: Can we film at your jetty?',
    hoursAgo: 44,
    text: `Can somebody answer him, please? I like the idea.

-----Original Message-----
From: Theo Marchetti <theo@slowriverfilms.example>
Sent: Sunday
To: Ada Brightwater
Subject: Can we film at your jetty?

Hello Ada, we shoot a short film about a ferryman and need a jetty at dawn, for one morning in April. We are
six people and very quiet.`,
  },
  {
    id: 'technical',
    from: ['Kajsa Öberg', 'kajsa@segelmacherei-oeberg.example'],
    subject: 'Maße für die Persenning: Technik & Größe',
    hoursAgo: 330,
    folder: 'Anfragen/Technik & Größe',
    text: 'Moin,\n\nfür die Persenning brauche ich Länge, größte Breite und die Höhe am Süllrand. Eine Skizze liegt bei.\n\nKajsa Öberg',
    attachments: [{ name: 'Skizze.png', type: 'image/png', content: drawPng(80, 40, [240, 240, 230]) }],
  },
  {
    id: 'insurance',
    from: ['Harbour Mutual', 'service@harbour-mutual.example'],
    subject: 'Your policy HM-55-2071 is renewed',
    hoursAgo: 24 * 200,
    isSeen: true,
    text: 'Dear Brightwater Canoes,\n\nyour policy for 42 boats has been renewed for twelve months. There is nothing you need to do.\n\nHarbour Mutual',
  },
  {
    id: 'old-booking',
    from: ['Florence Adeyemi', 'florence@adeyemi.example'],
    subject: 'Booking for last summer: thank you',
    hoursAgo: 24 * 480,
    isSeen: true,
    text: 'We had three perfect days. The heron on the second morning was not on the price list, and still the best of all.\n\nFlorence',
  },
  {
    id: 'old-repair',
    from: ['Paul Winterberg', 'paul@winterberg.example'],
    subject: 'Quote for a new keel strip',
    hoursAgo: 24 * 540,
    isSeen: true,
    text: 'Please send me a quote for a brass keel strip, 4.8 m, fitted. There is no hurry before spring.\n\nPaul Winterberg',
  },
  {
    id: 'old-question',
    from: ['Noor Rahimi', 'noor@rahimi.example'],
    subject: 'Winter storage: is there space left?',
    hoursAgo: 24 * 61,
    text: 'Hello, do you have room for one more kayak (4.5 m) from November to March? What does it cost?\n\nNoor Rahimi',
  },
];

function describeInvitation(now: Date): SamplePart {
  const start = new Date(now.getTime() + 6 * 24 * 3_600_000);
  const from = 'events@lakeside-outfitters.example';
  const content = writeInvitation(
    'spring-fair-planning@lakeside-outfitters.example',
    'Spring fair planning',
    from,
    start,
  );
  return {
    type: 'multipart/alternative',
    content: [
      textPart(
        'You are invited to plan the spring fair with us, at the boathouse, upstairs. There will be soup.',
      ),
      { type: 'text/calendar; charset=utf-8; method=REQUEST', content },
    ],
  };
}

function forwardComplaint(now: Date): SamplePart {
  const original = [
    'From: Beatrix Holloway <beatrix@holloway.example>',
    'To: omar@brightwater.example',
    'Subject: Complaint about the parking place',
    `Date: ${formatMailDate(new Date(now.getTime() - 30 * 3_600_000))}`,
    'Message-ID: <parking-complaint@holloway.example>',
    '',
    'Your trailer stood across two places for the whole Sunday. I had to carry my boat from the church.',
    '',
    'Beatrix Holloway',
    '',
  ];
  return {
    type: 'multipart/mixed',
    content: [
      textPart('This came to me. Somebody from support should answer, kindly: she is right.\n\nOmar'),
      {
        type: 'message/rfc822',
        headers: [['Content-Disposition', 'attachment; filename="Complaint.eml"']],
        content: Buffer.from(original.join('\r\n')),
        encoding: '7bit',
      },
    ],
  };
}
