import type { Child } from 'hono/jsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { rich, t } from '../words.ts';

/** For whoever comes before the first admin and without the link. */
export function SetupLinkPage({ assets }: { assets: Assets }) {
  return (
    <PlainLayout title={t('Postroom is not set up yet')} assets={assets}>
      <p>
        {rich(
          'The link for the first admin is printed when Postroom starts, after <code>Create the first admin</code>. Open it in this browser.',
          { code },
        )}
      </p>
      <p>
        {rich(
          'Look in the terminal where it was started, or in the log of its service, such as <code>journalctl -u postroom</code>. Every start prints a new link, and only the newest one counts.',
          { code },
        )}
      </p>
      <p class="hint">
        {rich(
          'Whoever has a shell on the server can add the admin there too: <code>postroom user add --email you@example.com --role admin</code>.',
          { code },
        )}
      </p>
    </PlainLayout>
  );
}

function code(words: Child) {
  return <code>{words}</code>;
}
