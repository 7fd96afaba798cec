import { rich, t } from '../words.ts';

// What is done in Entra, step by step.

const registrations = '/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade';

/** @param portal undefined while it is not known in which cloud the app shall be */
export function RegisterText({ portal }: { portal: string | undefined }) {
  return (
    <>
      <p>
        {rich(
          'Open <a>App registrations in Entra</a> and press <b>New registration</b>. Name it Postroom. Under <b2>Supported account types</b2> take <b3>this organizational directory only</b3>, unless mailboxes of other directories or personal accounts shall be added too.',
          {
            a: (words) => (
              <a href={(portal ?? 'https://entra.microsoft.com') + registrations} rel="noreferrer">
                {words}
              </a>
            ),
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
          },
        )}
      </p>
      {portal === undefined && <OtherPortals />}
      <p>
        {rich(
          'As <b>Redirect URI</b> choose the platform <b2>Web</b2> (not single-page application) and paste the Callback URL. Then press <b3>Register</b3>.',
          { b: (words) => <b>{words}</b>, b2: (words) => <b>{words}</b>, b3: (words) => <b>{words}</b> },
        )}
      </p>
    </>
  );
}

export function IdentityText() {
  return (
    <p>
      {rich(
        "Entra now shows the app's <b>Overview</b>. Copy <b2>Application (client) ID</b2> and <b3>Directory (tenant) ID</b3> from there.",
        { b: (words) => <b>{words}</b>, b2: (words) => <b>{words}</b>, b3: (words) => <b>{words}</b> },
      )}
    </p>
  );
}

export function SecretText() {
  return (
    <>
      <p>
        {rich(
          'Open <b>Certificates & secrets</b>, <b2>New client secret</b2>, and choose the longest expiry that your rules allow. Copy the column <b3>Value</b3> at once: Entra never shows it again. The column <b4>Secret ID</b4> is not needed.',
          {
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
            b4: (words) => <b>{words}</b>,
          },
        )}
      </p>
      <p>
        {rich(
          'A certificate is the safer way: save the app without a secret, and make one under <b>Credentials</b>.',
          { b: (words) => <b>{words}</b> },
        )}
      </p>
    </>
  );
}

export function PermissionText() {
  return (
    <>
      <p>
        {rich(
          'Open <b>API permissions</b>, <b2>Add a permission</b2>, <b3>Microsoft Graph</b3>, <b4>Delegated permissions</b4>, and tick these. With <b5>Grant admin consent</b5> nobody is asked again; without it everybody who adds a mailbox is.',
          {
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
            b4: (words) => <b>{words}</b>,
            b5: (words) => <b>{words}</b>,
          },
        )}
      </p>
      <p>
        {t(
          'A mailbox that nobody signs in for needs other ones: Add Account leads to a page that names them.',
        )}
      </p>
    </>
  );
}

function OtherPortals() {
  return (
    <p class="hint">
      {rich(
        'For the US Government it is at <a>entra.microsoft.us</a>, in China at <a2>entra.microsoftonline.cn</a2>.',
        {
          a: (words) => (
            <a href={`https://entra.microsoft.us${registrations}`} rel="noreferrer">
              {words}
            </a>
          ),
          a2: (words) => (
            <a href={`https://entra.microsoftonline.cn${registrations}`} rel="noreferrer">
              {words}
            </a>
          ),
        },
      )}
    </p>
  );
}
