import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReceiptLetter } from '../../src/domain/receipt-letter.ts';

const isReceipt = (subject: string, text: string) => isReceiptLetter({ subject, text, attachments: [] });

test('a read receipt in words alone is one', () => {
  for (const [subject, text] of [
    ['Read: Offer', 'Your message\n\nTo: Ada\nSubject: Offer\nSent: 3/2/26\n\nwas read on 3/2/26 10:22 AM.'],
    [
      'Gelesen: Angebot',
      'Ihre Nachricht\n\nBetreff: Angebot\n\nwurde am Montag, 2. März 2026 10:22:33 gelesen.',
    ],
    ['Ungelesen: Angebot', 'Ihre Nachricht vom 2. März wurde ungelesen gelöscht.'],
    ['Lu : Offre', 'Votre message a été lu le 02/03/2026.'],
    ['Letto: Offerta', 'Il messaggio è stato letto il 02/03/2026.'],
    ['开封: x', '您的邮件已于2026年3月2日被阅读。'],
    [
      'Gelesen: Angebot',
      'Ihre Nachricht\n\n   An: Ada\n   Betreff: Angebot\n   Gesendet: Montag, 2. März 2026 10:22:33 (UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien\n\n wurde am Montag, 2. März 2026 10:25:00 (UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien gelesen.',
    ],
    [
      '開封済み: 見積もり',
      'メッセージ\n\n宛先: Ada\n件名: 見積もり\n送信日時: 2026年3月2日\n\nは、2026年3月2日 10:25 に開封されました。',
    ],
    ['Okundu: Teklif', 'İletiniz\n\nKime: Ada\nKonu: Teklif\n\n2 Mart 2026 10:25 tarihinde okundu.'],
    ['Citit: Oferta', 'Mesajul dvs.\n\nCătre: Ada\nSubiect: Oferta\n\na fost citit la 2 martie 2026.'],
  ] as const)
    assert.equal(isReceipt(subject, text), true, subject);
});

// Taken for a receipt, it would reopen nothing, and nobody would read it.
test('what a person writes about a receipt, or below such a subject, is none', () => {
  for (const [subject, text] of [
    [
      'Lesebestätigung: fehlt',
      'Guten Tag,\n\nmeine Mail wurde am 2.3. verschickt, und es kam keine Lesebestätigung.',
    ],
    ['Gelesen: Angebot', 'Guten Tag, das Angebot vom 2.3. wurde gelesen, wir nehmen es an.'],
    ['Read: my complaint of Monday', 'Please read it again, it was opened on March 2 and not answered.'],
    [
      'Read receipt - how do I switch it off',
      'Your message of March 2 was read. How do I stop these receipts?',
    ],
    ['Return receipt: parcel 1234', 'The parcel was opened when it came on March 2.'],
    ['Lu - Ve', 'Bonjour, le contrat 12 a été supprimé.'],
    [
      'Read: Offer',
      'We take it.\n\nFrom: Ada <ada@desk.example>\nSent: 3/2/26\nTo: Gerd\nSubject: Offer\n\nOur offer',
    ],
    ['Gelesen: Angebot', 'Wir nehmen es an.\n\nBetreff: Bestellung 12'],
  ] as const)
    assert.equal(isReceipt(subject, text), false, subject);
});
