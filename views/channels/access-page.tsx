import {
  type AppFindings,
  type AppJudgement,
  type AppRoad,
  appRoads,
  isUsable,
  listExcess,
  type RoadFinding,
} from '../../src/domain/app-access.ts';
import type { GrantScripts } from '../../src/domain/app-grants.ts';
import { ButtonForm } from '../button-form.tsx';
import { CsrfField, Field, Notice } from '../form.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { GrantSteps } from './grant-steps.tsx';

export interface AccessProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
  readonly clientId: string;
  readonly isStarted: boolean;
  /** '' where none was named. */
  readonly outsider: string;
  readonly outsiderError: string | undefined;
  /** Undefined until it has been looked at. */
  readonly findings: AppFindings | undefined;
  readonly judgement: AppJudgement | undefined;
  readonly probedAt: Date | null;
  readonly nextProbeAt: Date | null;
  readonly watchedSince: Date;
  /** Undefined until the object id is known. */
  readonly scripts: GrantScripts | undefined;
}

/** What the app may do with a mailbox that nobody signs in for, and how it gets there. */
export function AccessPage(props: AccessProps) {
  return (
    <>
      <p class="crumb">
        <a href={`/channels/${props.channelId}`}>{props.name}</a>
      </p>
      <h1>{t('Access of the app')}</h1>
      <p class="lead">
        {t(
          'Nobody signs in for {address}: the app itself opens it, once an administrator of Exchange has let it. Postroom tries each way, reads nothing and sends nothing.',
          { address: props.address },
        )}
      </p>
      <AccessPanel {...props} />
      <GrantSteps {...props} />
      <OutsiderForm {...props} />
    </>
  );
}

/** Follows the channel's events: a grant can take two hours until it counts. */
export function AccessPanel(props: AccessProps) {
  const { channelId, findings, isStarted } = props;
  return (
    <Live id="access-panel" url={`/channels/${channelId}/access/panel`} on={`channel-${channelId}`}>
      {findings !== undefined && <Excess findings={findings} outsider={props.outsider} />}
      {findings?.token && (
        <Notice tone="error">
          <p>
            <b>{say(findings.token.title)}.</b> {say(findings.token.step)}
          </p>
          <p class="hint">{rich('The answer was: {samp}', { samp: <samp>{findings.token.text}</samp> })}</p>
        </Notice>
      )}
      <p role="status">{describeJudgement(props)}</p>
      {findings !== undefined && <Roads {...props} findings={findings} />}
      <div class="actions">
        {!isStarted && findings !== undefined && isUsable(findings) && (
          <a class="button primary" href={`/channels/${channelId}/setup`}>
            {t('Go on with the set-up')}
          </a>
        )}
        <ButtonForm
          url={`/channels/${channelId}/access`}
          csrf={props.csrf}
          icon="refresh"
          label={t('Look again')}
        />
      </div>
    </Live>
  );
}

function Excess({ findings, outsider }: { findings: AppFindings; outsider: string }) {
  const excess = listExcess(findings);
  if (excess.length === 0) return null;
  const roads = appRoads.filter((road) => excess.includes(road)).map((road) => roadNames()[road]);
  const roles = excess.filter((each) => !appRoads.some((road) => road === each));
  return (
    <Notice tone="error">
      <h2>{t('The app can use mailboxes that it must not')}</h2>
      {roads.length > 0 && (
        <p>
          {t(
            'It opens {outsider}, which it was to be refused ({roads}). Take the Full Access or the role back that reaches so far.',
            { outsider, roads: roads.join(', ') },
          )}
        </p>
      )}
      {roles.length > 0 && (
        <p>
          {rich(
            "In Entra it has {roles} as application permissions: these hold for <b>everybody's mail</b>, and a scope in Exchange does not narrow them. Remove them under API permissions (and press Grant admin consent again); the roles of Exchange below take their place.",
            { roles: <code>{roles.join(', ')}</code>, b: (words) => <b>{words}</b> },
          )}
        </p>
      )}
    </Notice>
  );
}

function describeJudgement({ judgement, probedAt, nextProbeAt, watchedSince }: AccessProps) {
  if (judgement === undefined || probedAt === null) return t('Being looked at for the first time.');
  return (
    <>
      {rich('{b} Looked at {time}{more}.', {
        b: <b>{judgementWords()[judgement]}</b>,
        time: <Time at={probedAt} isRelative />,
        more: nextProbeAt !== null && (
          <>{rich(', and again {time}', { time: <Time at={nextProbeAt} isDue /> })}</>
        ),
      })}{' '}
      {judgement !== 'ready' && (
        <>
          {rich(
            'What is granted in Exchange takes 30 minutes to two hours until it counts; watched since {time}.',
            { time: <Time at={watchedSince} /> },
          )}
        </>
      )}
    </>
  );
}

const judgementWords = (): Record<AppJudgement, string> => ({
  too_much: t('It may do too much.'),
  ready: t('It reads and sends, and nothing else is open to it.'),
  partly: t('It may do a part of what is needed.'),
  waiting: t('It may not do anything with the mailbox yet.'),
});

const roadNames = (): Record<AppRoad, string> => ({
  imap: t('Reading by IMAP'),
  smtp: t('Sending by SMTP'),
  graph: t('Reading by Graph'),
  graph_send: t('Sending by Graph'),
});

function Roads({ findings, address, outsider }: AccessProps & { findings: AppFindings }) {
  const roles = [...findings.mailRoles, ...findings.graphRoles];
  return (
    <>
      <div class="table-frame">
        <table class="access">
          <thead>
            <tr>
              <th scope="col">{t('Way')}</th>
              <th scope="col">{address}</th>
              {findings.outsider !== null && (
                <th scope="col">{t('{outsider}, which must be refused', { outsider })}</th>
              )}
            </tr>
          </thead>
          <tbody>
            {appRoads.map((road) => (
              <tr>
                <th scope="row">{roadNames()[road]}</th>
                <Cell finding={findings.own[road]} isWanted />
                {findings.outsider !== null && <Cell finding={findings.outsider[road]} isWanted={false} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        {t(
          "Application permissions in the app's tokens: {part}. Roles that Exchange gives do not show there; only trying tells.",
          { part: roles.length === 0 ? t('none') : roles.join(', ') },
        )}
      </p>
    </>
  );
}

function Cell({ finding, isWanted }: { finding: RoadFinding; isWanted: boolean }) {
  const { verdict, text } = finding;
  const isGood = verdict === (isWanted ? 'open' : 'refused');
  const tone = isGood ? 'good' : verdict === 'open' ? 'bad' : 'neutral';
  const label = { open: t('open'), refused: t('refused'), unknown: t('not known') }[verdict];
  return (
    <td>
      <span class={`badge ${tone}`}>{label}</span>
      {text !== '' && isWanted && <small class="below">{text}</small>}
    </td>
  );
}

function OutsiderForm({ csrf, channelId, outsider, outsiderError }: AccessProps) {
  return (
    <form method="post" action={`/channels/${channelId}/access`} class="stack">
      <h2>{t('The proof that it stays limited')}</h2>
      <CsrfField token={csrf} />
      <Field
        name="outsider"
        label={t('A mailbox that the app must not open')}
        type="email"
        value={outsider}
        error={outsiderError}
        hint={t(
          'One that exists, for instance your own. It is asked for nothing but whether the app is refused.',
        )}
      />
      <div class="actions">
        <button type="submit">{t('Save and look again')}</button>
      </div>
    </form>
  );
}
