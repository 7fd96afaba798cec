import type { Protection, Signature } from '../../src/domain/message.ts';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

const protections = (): Readonly<Record<Protection, string>> => ({
  none: '',
  'smime-signed': t('Signed with S/MIME; the signature was not checked.'),
  'smime-encrypted': t(
    'Encrypted with S/MIME. Postroom has no key for it: open the attached smime.p7m in a mail program that has.',
  ),
  'pgp-signed': t('Signed with PGP; the signature was not checked.'),
  'pgp-encrypted': t(
    'Encrypted with PGP. Postroom has no key for it: decrypt the text or the attached file with yours.',
  ),
});

interface ProtectionProps {
  readonly protection: Protection;
  readonly signature: Signature | null;
}

/** How the sender protected the message, and what that says. */
export function ProtectionNote({ protection, signature }: ProtectionProps) {
  const words = signature === null ? protections()[protection] : describeSignature(signature);
  if (words === '') return null;
  return (
    <p class="protection">
      <Icon name="key" /> {words}
    </p>
  );
}

function describeSignature({ name, address, state }: Signature): string {
  const who = [name, address === '' ? '' : `<${address}>`].filter((part) => part !== '').join(' ');
  const start = who === '' ? t('Signed with S/MIME') : t('Signed with S/MIME by {who}', { who });
  return `${start}; ${signatureWords()[state]}`;
}

const signatureWords = (): Readonly<Record<Signature['state'], string>> => ({
  intact: t('the words are as they were signed. Whose certificate that is was not checked.'),
  partial: t('only a part of the words is signed: whose the others are, nobody has said.'),
  broken: t('the signature does not fit the words: they were changed on the way.'),
  unchecked: t('the signature was not checked.'),
});
