import { customerLanguages, languageNames } from '../../src/domain/customer-language.ts';
import { listChoices, nameChoice } from '../facts/value-words.ts';
import { Fold } from '../fold.tsx';
import { Choice, CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { SignatureField, type SignatureValues } from '../signature-field.tsx';
import { type AccessChoice, AccessTable } from '../users/access-table.tsx';
import { t } from '../words.ts';
import { AutoReplyFields } from './auto-reply-fields.tsx';
import { CustomerWords } from './customer-words.tsx';

export interface GroupPageProps {
  readonly csrf: string;
  /** Undefined for a new group. */
  readonly group: { readonly id: number; readonly name: string; readonly isActive: boolean } | undefined;
  readonly values: {
    readonly name: string;
    readonly emailAddressId: string;
    readonly signature: string;
    readonly signatureHtml: string;
    readonly followUp: string;
    readonly onBounce: string;
    readonly language: string;
    readonly timeZone: string;
    readonly nameFormat: string;
    readonly autoReply: string;
    readonly autoReplySubject: string;
    readonly autoReplyText: string;
  };
  readonly signature: SignatureValues;
  readonly fields: Readonly<Record<string, string>>;
  /** The automatic answer as a customer would get it. */
  readonly preview: { readonly subject: string; readonly text: string };
  readonly isPreviewed: boolean;
  readonly addresses: readonly { readonly id: number; readonly address: string }[];
  /** Every active agent. */
  readonly agents: readonly AccessChoice[];
  /** Those that deliver into this group. */
  readonly channels: readonly { readonly id: number; readonly name: string }[];
}

export function GroupPage(props: GroupPageProps) {
  const { group } = props;
  return (
    <>
      <SettingsNav active="groups" />
      <p class="crumb">
        <a href="/settings/groups">{t('Groups')}</a>
      </p>
      <div class="page-head">
        <h1>{group?.name ?? t('New group')}</h1>
        {group?.isActive === false && <span class="badge">{t('inactive')}</span>}
      </div>
      <GroupForm {...props} />
      {group !== undefined && <Activity {...props} group={group} />}
    </>
  );
}

function GroupForm(props: GroupPageProps) {
  const { csrf, group, values, fields, agents, preview, isPreviewed } = props;
  const url = `/settings/groups${group === undefined ? '' : `/${group.id}`}`;
  return (
    <form method="post" action={url} class="stack" enctype="multipart/form-data">
      <CsrfField token={csrf} />
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{t('The group was not saved: the marked fields need another look.')}</p>
        </Notice>
      )}
      <NameField {...props} />
      <AddressField {...props} />
      <Subjects {...props} />
      <AutoReplyFields url={url} values={values} fields={fields} preview={preview} isOpen={isPreviewed} />
      {agents.length === 0 ? (
        <p class="hint">{t('There are no agents yet. Admins see every group.')}</p>
      ) : (
        <AccessTable legend={t('Access of agents')} choices={agents} />
      )}
      <div class="actions">
        <Submit label={group === undefined ? t('Add group') : t('Save')} />
        <noscript>
          <button type="submit" name="do" value="preview">
            {t('Show the automatic answer')}
          </button>
        </noscript>
        <a href="/settings/groups">{t('Cancel')}</a>
      </div>
    </form>
  );
}

/** What few change, by subject. */
function Subjects(props: GroupPageProps) {
  const { group, values, fields } = props;
  return (
    <>
      <Fold
        title={t('The name beside the address')}
        note={nameChoice('nameFormat', values.nameFormat || 'group')}
        names={['nameFormat']}
        fields={fields}
      >
        <SenderNameField {...props} />
      </Fold>
      <Fold
        title={t('Signature')}
        note={props.signature.text.split('\n')[0]?.slice(0, 60)}
        names={['signature', 'signaturePicture']}
        fields={fields}
        isOpen={group === undefined}
      >
        <SignatureField
          {...props.signature}
          fields={fields}
          hint={t('Below each answer, where the agent sees it; an agent can have one of his own instead.')}
        />
      </Fold>
      <Fold title={t('Follow-ups and failures')} names={['followUp', 'onBounce']} fields={fields}>
        <FollowUpField {...props} />
        <BounceField {...props} />
      </Fold>
      <Fold
        title={t('Words to customers')}
        note={`${nameLanguage(values.language)}, ${values.timeZone || 'UTC'}`}
        names={['language', 'timeZone']}
        fields={fields}
      >
        <CustomerWords values={values} fields={fields} />
      </Fold>
    </>
  );
}

function nameLanguage(language: string): string {
  return languageNames[customerLanguages.find((each) => each === language) ?? 'en'];
}

function Activity({ csrf, group, channels }: GroupPageProps & { group: { id: number; isActive: boolean } }) {
  const action = `/settings/groups/${group.id}/${group.isActive ? 'deactivation' : 'activation'}`;
  return (
    <section aria-labelledby="activity-heading" class="apart">
      <h2 id="activity-heading">
        {group.isActive ? t('Deactivate this group') : t('This group is inactive')}
      </h2>
      <p>
        {t(
          'An inactive group cannot be chosen as a Destination Group, and no ticket can be moved into it. The tickets that it has stay, and whoever has access goes on seeing and answering them.',
        )}
      </p>
      {channels.length > 0 && (
        <>
          <p>
            {t('{part} delivering into it:', {
              part: group.isActive ? t('These channels would go on') : t('These channels go on'),
            })}
          </p>
          <ul>
            {channels.map(({ id, name }) => (
              <li>
                <a href={`/channels/${id}/setup`}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <form method="post" action={action}>
        <CsrfField token={csrf} />
        <Submit
          label={group.isActive ? t('Deactivate') : t('Activate again')}
          {...(group.isActive ? { tone: 'danger' as const } : {})}
        />
      </form>
    </section>
  );
}

function NameField({ group, values, fields }: GroupPageProps) {
  return (
    <Field
      name="name"
      label={t('Name')}
      value={values.name}
      error={fields.name}
      isRequired
      hasFocus={group === undefined}
    />
  );
}

function AddressField({ values, fields, addresses }: GroupPageProps) {
  return (
    <Choice
      name="emailAddressId"
      label={t('Sends from')}
      value={values.emailAddressId}
      options={[['', t('No address')], ...addresses.map(({ id, address }) => [String(id), address] as const)]}
      error={fields.emailAddressId}
      hint={
        addresses.length === 0
          ? t('The addresses of connected accounts; there are none yet.')
          : t(
              'Without one, a ticket is answered from the primary address of the channel that it came by; one that came by none, from that of a channel that delivers into the group.',
            )
      }
    />
  );
}

function SenderNameField({ values }: GroupPageProps) {
  return (
    <Radios
      name="nameFormat"
      legend={t('The name beside the address')}
      value={values.nameFormat || 'group'}
      options={listChoices('nameFormat', {
        group: t('Support'),
        agent_via_group: t('Ada Lovelace via Support'),
        agent: t('Ada Lovelace'),
      })}
    />
  );
}

function FollowUpField({ values }: GroupPageProps) {
  return (
    <Radios
      name="followUp"
      legend={t('A mail for a closed ticket')}
      value={values.followUp}
      options={listChoices('followUp')}
    />
  );
}

function BounceField({ values }: GroupPageProps) {
  return (
    <Radios
      name="onBounce"
      legend={t('A message of ours that does not arrive')}
      value={values.onBounce || 'reopen'}
      options={listChoices('onBounce')}
    />
  );
}
