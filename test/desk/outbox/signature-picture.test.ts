import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getTicketById } from '../../../src/db/ticket-access.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { roads } from '../../../src/domain/mail-road.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { showFrame } from '../../support/frame-html.ts';
import { openOutboxWorld } from '../../support/outbox-world.ts';

const looks = '<div>Yours, <b>{{agent}}</b></div><div><img src="https://tracker.example/x.png"></div>';
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

for (const road of roads) {
  test(`by ${road} the server gets the picture of a signature once, inside, beside the text`, async () => {
    const world = await openOutboxWorld('support@brightwater.example', { road });
    const { desk } = world.tickets;
    const running = startOutbox(desk);
    try {
      const probe = await world.answer();
      const { groupId } = await getTicketById(desk.read, probe.ticketId);
      const group = { name: 'Signed', followUp: 'reopen', signature: '', signatureHtml: looks };
      const logo = new File([pixel], 'logo.png');
      const url = `/settings/groups/${groupId}`;
      const saved = await world.admin.send(url, group, [logo], 'signaturePicture');
      assert.equal(saved.status, 303, await saved.text());
      const item = await world.answer('Here it is.\n\n-- \nYours, Ada');
      const page = await (await world.admin.get(`/tickets/${await world.numberOf(item.ticketId)}`)).text();
      // The answer above can stand there as well, as plain text, with the name that was typed.
      const name = /<textarea id="reply-text"[^>]*>\n\n-- \n(Yours, [^\n<]*)/.exec(page)?.[1];
      assert.ok(name);
      const signed = await world.answer(`Here it is.\n\n-- \n${name}`);
      await world.until(signed.id, ({ state }) => state === 'sent');
      const sent = world.sandbox.sent.find(({ envelope }) =>
        envelope.to.includes(signed.envelopeTo[0] ?? ''),
      );
      assert.ok(sent);
      const message = await parseMessage(sent.raw);
      assert.match(message.text, new RegExp(`^Here it is\\.\\n\\n-- ?\\n${name}`));
      const [picture, ...others] = message.attachments;
      assert.ok(picture);
      assert.deepEqual(others, []);
      assert.deepEqual(Buffer.from(picture.content), pixel);
      const rich = await showFrame(sent.raw);
      assert.ok(rich.includes(`src="cid:${picture.contentId}"`));
      assert.doesNotMatch(sent.raw.toString('latin1'), /tracker|signature-pictures/);
    } finally {
      await running.stop();
      await world.close();
    }
  });
}
