import { drawPdf, drawPng } from './sample-files.ts';
import type { Correspondent, Letter } from './sample-letter.ts';

const us: Correspondent = ['Brightwater Support', 'support@brightwater.example'];
const greta: Correspondent = ['Greta Lind', 'greta@lindholm.example'];
const marcus: Correspondent = ['Marcus Oyelaran', 'marcus.oyelaran@northpine.example'];
const imogen: Correspondent = ['Dr. Imogen Fairweather', 'imogen@fairweather.example'];
const joao: Correspondent = ['João Guimarães', 'joao@rioclaro.example'];
const school: Correspondent = ['Petra Vance (Willow School)', 'p.vance@willowschool.example'];

/** People who rent and repair boats, and come back with more questions. */
export const customerLetters: readonly Letter[] = [
  {
    id: 'leak',
    from: greta,
    subject: 'Our canoe leaks after the repair',
    hoursAgo: 52,
    text: `Hello Brightwater,

we picked up our green Prospector on Friday. On the lake it took on about a cup of water in an hour, always
at the stern, just where the new patch is. We dried it twice and tried again: the same.

Shall we bring it back, or is there something we can do at home? We have the regatta on the 28th.

Greta Lind`,
  },
  {
    id: 'leak-photo',
    answers: 'leak',
    from: greta,
    subject: 'Re: Our canoe leaks after the repair',
    hoursAgo: 47,
    html: `<p>Here is a photo of the patch. You can see the fine line on the left:</p>
<p><img src="cid:patch@lindholm.example" alt="The patch at the stern" width="120"></p>
<p>Best wishes<br>Greta</p>`,
    text: 'Here is a photo of the patch. You can see the fine line on the left.\n\nBest wishes\nGreta',
    images: [
      {
        name: 'patch.png',
        type: 'image/png',
        content: drawPng(120, 80, [52, 120, 72]),
        cid: 'patch@lindholm.example',
      },
    ],
  },
  {
    id: 'leak-thanks',
    answers: 'leak-photo',
    from: greta,
    cc: ['Anders Lind', 'anders@lindholm.example'],
    subject: 'Re: Our canoe leaks after the repair',
    hoursAgo: 5,
    text: `Tuesday at nine suits us. Anders (in copy) will bring the boat, he has the trailer.

> Bring it on Tuesday morning and we will look at it while you wait.

Greta`,
  },
  {
    id: 'group-trip',
    from: school,
    subject: 'Class trip in May: 24 children, 3 teachers',
    hoursAgo: 190,
    isSeen: true,
    text: `Dear Sir or Madam,

we are planning a day on the water with our fifth form on 14 May. We would need boats for 24 children and
3 teachers, life jackets in small sizes, and somebody who explains the strokes.

Could you send me an offer? The school needs it on paper.

Kind regards
Petra Vance`,
  },
  {
    id: 'group-trip-allergy',
    answers: 'group-trip',
    from: school,
    subject: 'Re: Class trip in May: 24 children, 3 teachers',
    hoursAgo: 98,
    text: `Thank you for the offer! I forgot: one child uses a wheelchair and would love to come. Is the jetty flat
enough, and do you have a boat with a higher seat?

Petra Vance`,
  },
  {
    id: 'deposit',
    from: marcus,
    subject: 'Deposit not returned (booking BW-2291)',
    hoursAgo: 28,
    text: `Hi,

we brought the two kayaks back on the 3rd, clean and on time, and I still have not seen the deposit of 150.
Nobody picks up the phone. I attach the receipt.

Could somebody please have a look today?

Marcus Oyelaran`,
    attachments: [
      {
        name: 'receipt BW-2291.pdf',
        type: 'application/pdf',
        content: drawPdf(['Brightwater Canoes', 'Receipt BW-2291', 'Two kayaks, 2 days', 'Deposit: 150.00']),
      },
    ],
  },
  {
    id: 'deposit-again',
    answers: 'deposit',
    from: marcus,
    subject: 'AW: Deposit not returned (booking BW-2291)',
    hoursAgo: 3,
    text: 'Any news? I would rather not have to write a third time.\n\nMarcus\n\nSent from my phone',
  },
  {
    id: 'umlauts',
    from: ['Jürgen Größl', 'j.groessl@gaestehaus-groessl.example'],
    subject: 'Kanuverleih für Gäste: geänderte Öffnungszeiten?',
    hoursAgo: 75,
    charset: 'iso-8859-1',
    text: `Grüß Gott,

unsere Gäste fragen, ob Ihr Bootshaus über Ostern geöffnet hat. Auf der Tür steht »täglich außer Montag«, im
Netz »nach Vereinbarung«. Was stimmt denn nun?

Schöne Grüße vom See
Jürgen Größl`,
  },
  {
    id: 'french',
    from: ['Élodie Bûcheron', 'elodie@atelier-bucheron.example'],
    subject: 'Pagaie cassée – pièce de rechange ?',
    hoursAgo: 120,
    charset: 'windows-1252',
    text: `Bonjour,

la poignée de ma pagaie s’est cassée (modèle « Rivière », 2023). Vendez-vous la pièce seule ? Prix : 12 € ou plus ?

Élodie Bûcheron`,
  },
  {
    id: 'cyrillic',
    from: ['Олег Синицын', 'oleg@rechnoyklub.example'],
    subject: 'Байдарка на выходные',
    hoursAgo: 260,
    charset: 'koi8-r',
    text: `Здравствуйте!

Можно ли взять двухместную байдарку с пятницы по воскресенье? Нас двое, опыт есть.

Олег`,
  },
  {
    id: 'japanese',
    from: ['', 'sakura@tanaka.example'],
    subject: '=?ISO-2022-JP?B?GyRCOF43biROJSslTCE8TT1McxsoQg==?=',
    hoursAgo: 160,
    part: () => ({
      type: 'text/plain; charset=ISO-2022-JP',
      content: Buffer.from(
        'GyRCJSslTCE8JE4lbCVzJT8layRLJEQkJCRGGyhCDQoNChskQiQzJHMkSyRBJE8hIzheN24kTk8iNVkkS0ZzP00+aCRqJE4lKyVMITwkcjxaJGokPyQkJE4kRyQ5JCwhIiReJEA2dSQkJEYkJCReJDkkKyEjGyhCDQoNChskQkVEQ2YbKEIgGyRCOnkbKEINCg==',
        'base64',
      ),
      encoding: '7bit',
    }),
  },
  {
    id: 'portuguese',
    from: joao,
    subject: 'Obrigado! E uma pergunta sobre o reboque 🛶',
    hoursAgo: 14,
    html: `<div style="font-family:Calibri"><p>Olá equipa,</p><p>a travessia foi <b>fantástica</b>. Uma pergunta: o
reboque aguenta três canoas?</p><ul><li>duas de 5 m</li><li>uma de 4,2 m</li></ul><p>Abraço<br>João</p></div>`,
  },
  {
    id: 'lost',
    from: ['Winnie Abara', 'winnie.abara@postbox.example'],
    subject: 'Lost: one red hat, much loved',
    hoursAgo: 8,
    text: `Hello,

this is a long shot. On Saturday my daughter lost a red knitted hat between the second bridge and your jetty.
Her grandmother made it. If somebody fishes it out, we pay the postage and a cake.

Winnie Abara`,
  },
  {
    id: 'no-subject',
    from: ['', 'tilda1979@quickmail.example'],
    subject: '',
    hoursAgo: 1,
    text: 'are you open tomorrow if it rains',
  },
  {
    id: 'pictures',
    from: ['Sven Aalto', 'sven@aalto.example'],
    subject: 'Scratches on boat 7, seen before we set off',
    hoursAgo: 31,
    text: 'For the record, before anybody asks: boat 7 had these scratches when we took it over this morning.\n\nSven',
    attachments: [
      { name: 'bow.png', type: 'image/png', content: drawPng(64, 48, [180, 60, 50]) },
      { name: 'Längsseite links.png', type: 'image/png', content: drawPng(64, 48, [180, 90, 50]) },
    ],
  },
  {
    id: 'jacket',
    from: imogen,
    subject: 'Life jackets for a dog',
    hoursAgo: 210,
    isSeen: true,
    text: 'Do you rent life jackets for dogs? Bruno weighs 31 kg and does not swim so much as sink politely.\n\nImogen',
  },
  {
    id: 'own-answer',
    answers: 'jacket',
    from: us,
    to: imogen,
    folder: 'Sent Items',
    subject: 'Re: Life jackets for a dog',
    hoursAgo: 206,
    isSeen: true,
    text: 'Dear Imogen,\n\nwe do, up to 40 kg, and they are free. Bruno is welcome to try one on at the desk.\n\nLena, Brightwater',
  },
];
