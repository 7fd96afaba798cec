import type { ControlContext } from './control-context.ts';
import type { GraphSettings } from './graph-context.ts';

/** What differs between tenants, as a choice of two. */
const choices: { name: keyof GraphSettings; title: string; values: [string, string] }[] = [
  { name: 'messageIds', title: 'Message-ID of what is sent', values: ['kept', 'replaced'] },
  { name: 'draftIds', title: 'Id of a draft once it is sent', values: ['kept', 'new'] },
  { name: 'foreignFrom', title: 'A From that is not the mailbox’s', values: ['replaced', 'denied'] },
  { name: 'guardsSentMail', title: 'Mail that is no draft is guarded', values: ['true', 'false'] },
  { name: 'hidesReturned', title: 'Delta hides what comes back', values: ['true', 'false'] },
  { name: 'hasDeltaQuirks', title: 'Delta repeats rows and has empty pages', values: ['true', 'false'] },
];

export function GraphForms(context: ControlContext) {
  return (
    <section id="graph-settings">
      <h2>Graph</h2>
      <p>
        <code>{context.graph.urls.graph}/v1.0</code>
      </p>
      <SettingsForm {...context} />
      <DeltaForm {...context} />
      <LifecycleForm {...context} />
    </section>
  );
}

function SettingsForm({ graph: { settings } }: ControlContext) {
  return (
    <form method="post" action="/control/graph-settings">
      {choices.map(({ name, title, values }) => (
        <label>
          {title}{' '}
          <select name={name}>
            {values.map((value) => (
              <option value={value} selected={String(settings[name]) === value}>
                {value}
              </option>
            ))}
          </select>
        </label>
      ))}
      <label>
        Milliseconds in Drafts after 202{' '}
        <input name="sendDelayMs" type="number" min="0" value={settings.sendDelayMs} />
      </label>
      <label>
        X- headers that come through <input name="knownHeaders" value={settings.knownHeaders.join(' ')} />
      </label>
      <button type="submit">Save</button>
    </form>
  );
}

function DeltaForm({ mailboxes }: ControlContext) {
  return (
    <form method="post" action="/control/delta-resets" class="row" id="delta-resets">
      <select name="mailbox" aria-label="Mailbox">
        {mailboxes.list().map(({ address }) => (
          <option value={address}>{address}</option>
        ))}
      </select>
      <button type="submit">Make its delta links worthless</button>
    </form>
  );
}

function LifecycleForm({ graph: { subscriptions } }: ControlContext) {
  return (
    <form method="post" action="/control/lifecycle-events" class="row" id="lifecycle-events">
      <span>
        {subscriptions.size} {subscriptions.size === 1 ? 'subscription' : 'subscriptions'}
      </span>
      {(['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const).map((event) => (
        <button type="submit" name="event" value={event} disabled={subscriptions.size === 0}>
          {event}
        </button>
      ))}
    </form>
  );
}
