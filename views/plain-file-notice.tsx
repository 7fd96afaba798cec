import { Notice } from './form.tsx';
import { rich } from './words.ts';

/** Beside secrets, where the data file is not encrypted. */
export function PlainFileNotice({ isEncrypted }: { isEncrypted: boolean }) {
  if (isEncrypted) return null;
  return (
    <Notice tone="info">
      <p>
        {rich(
          'The data file is not encrypted: whoever can read it or one of its backups has the passwords, the client secret and the tokens in it. <code>postroom key set</code> encrypts it.',
          { code: (words) => <code>{words}</code> },
        )}
      </p>
    </Notice>
  );
}
