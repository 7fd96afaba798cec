import type { Protection, Signature } from '../../src/domain/message.ts';
import { Icon } from '../icon.tsx';

const protections: Readonly<Record<Protection, string>> = {
  none: '',
  'smime-signed': 'Signed with S/MIME; the signature was not checked.',
  'smime-encrypted':
    'Encrypted with S/MIME. Postroom has no key for it: open the attached smime.p7m in a mail program that has.',
  'pgp-signed': 'Signed with PGP; the signature was not checked.',
  'pgp-encrypted':
    'Encrypted with PGP. Postroom has no key for it: decrypt the text or the attached file with yours.',
};

interface ProtectionProps {
  readonly protection: Protection;
  readonly signature: Signature | null;
}

/** How the sender protected the message, and what that says. */
export function ProtectionNote({ protection, signature }: ProtectionProps) {
  const words = signature === null ? protections[protection] : describeSignature(signature);
  if (words === '') return null;
  return (
    <p class="protection">
      <Icon name="key" /> {words}
    </p>
  );
}

function describeSignature({ name, address, state }: Signature): string {
  const who = [name, address === '' ? '' : `<${address}>`].filter((part) => part !== '').join(' ');
  const start = who === '' ? 'Signed with S/MIME' : `Signed with S/MIME by ${who}`;
  return `${start}; ${signatureWords[state]}`;
}

const signatureWords: Readonly<Record<Signature['state'], string>> = {
  intact: 'the words are as they were signed. Whose certificate that is was not checked.',
  broken: 'the signature does not fit the words: they were changed on the way.',
  unchecked: 'the signature was not checked.',
};
