import type { ControlContext } from './control-context.ts';
import { faultKinds } from './entra-faults.ts';

export function MailForm({ mailboxes }: ControlContext) {
  return (
    <section id="messages">
      <h2>Send a mail</h2>
      <form method="post" action="/control/messages">
        <label>
          To{' '}
          <select name="to">
            <Options values={mailboxes.list().map(({ address }) => address)} />
          </select>
        </label>
        <label>
          From <input name="from" value="Robin Visitor <robin@visitor.example>" required />
        </label>
        <label>
          Subject <input name="subject" value="Is the red canoe free on Saturday?" required />
        </label>
        <label>
          Text{' '}
          <textarea name="text" rows={5}>
            Hello, we would like to rent it from nine to five.
          </textarea>
        </label>
        <button type="submit">Send</button>
      </form>
    </section>
  );
}

export function FaultForms({ state, mailboxes }: ControlContext) {
  const [app] = state.apps;
  const upns = state.directory.people.map(({ upn }) => upn);
  const targets = [...new Set([...mailboxes.list().map(({ address }) => address), ...upns, app.clientId])];
  return (
    <section id="faults">
      <h2>Faults</h2>
      {state.faults.list().map(({ mailbox, fault }) => (
        <form method="post" action="/control/fault-clearances" class="row">
          <input type="hidden" name="mailbox" value={mailbox} />
          <code>{fault.kind}</code> for {mailbox} {fault.times !== undefined && `(${fault.times} times)`}
          <button type="submit" name="kind" value={fault.kind}>
            Clear
          </button>
        </form>
      ))}
      <NewFault targets={targets} />
    </section>
  );
}

function NewFault({ targets }: { targets: readonly string[] }) {
  return (
    <form method="post" action="/control/faults">
      <label>
        For{' '}
        <select name="mailbox">
          <option value="*">every mailbox</option>
          <Options values={targets} />
        </select>
      </label>
      <label>
        Fault{' '}
        <select name="kind">
          <Options values={faultKinds} />
        </select>
      </label>
      <label>
        How often <input name="times" type="number" min="1" placeholder="until cleared" />
      </label>
      <label>
        Only at the command <input name="command" placeholder="every one" />
      </label>
      <label>
        Value <input name="value" type="number" min="0" placeholder="milliseconds, seconds, bytes" />
      </label>
      <label>
        Words of a reply{' '}
        <input
          name="words"
          placeholder="NO [OVERQUOTA] The mailbox is full. / 503 ErrorServerBusy: Not now."
        />
      </label>
      <button type="submit">Set</button>
    </form>
  );
}

export function ConsentForms(context: ControlContext) {
  const requests = context.state.consents.listRequests();
  return (
    <section id="consent-answers">
      <h2>Consent</h2>
      <PolicyForm {...context} />
      <RegistrationForm {...context} />
      {requests.map(({ upn, reason }) => (
        <p>
          {upn} asks for approval: {reason === '' ? 'no reason given' : reason}
        </p>
      ))}
      <div class="row">
        {requests.length > 0 && <AnswerForm />}
        <form method="post" action="/control/consent-withdrawals">
          <button type="submit">Withdraw every consent</button>
        </form>
      </div>
    </section>
  );
}

/** Who may consent. */
function PolicyForm({ state }: ControlContext) {
  const isForAll = state.settings.consentPolicy === 'user';
  return (
    <form method="post" action="/control/settings" class="row">
      <span>Consent is given by {isForAll ? 'everybody' : 'an administrator'}.</span>
      <button type="submit" name="consentPolicy" value={isForAll ? 'admin' : 'user'}>
        {isForAll ? 'Demand an administrator' : 'Allow everybody'}
      </button>
    </form>
  );
}

/** Whose accounts the app takes. */
function RegistrationForm({ state }: ControlContext) {
  const [{ isMultiTenant, allowsPersonal }] = state.apps;
  const isOpen = isMultiTenant && allowsPersonal;
  return (
    <form method="post" action="/control/registration" class="row">
      <input type="hidden" name="isMultiTenant" value={String(!isOpen)} />
      <span>
        The app takes{' '}
        {isOpen ? 'accounts of every directory and personal ones' : 'accounts of its own directory'}.
      </span>
      <button type="submit" name="allowsPersonal" value={String(!isOpen)}>
        {isOpen ? 'Limit it to its own' : 'Open it to every account'}
      </button>
    </form>
  );
}

function AnswerForm() {
  return (
    <form method="post" action="/control/consent-answers" class="row">
      <button type="submit" name="approved" value="true">
        Approve
      </button>
      <button type="submit" name="approved" value="false">
        Deny
      </button>
    </form>
  );
}

function Options({ values }: { values: readonly string[] }) {
  return (
    <>
      {values.map((value) => (
        <option value={value}>{value}</option>
      ))}
    </>
  );
}
