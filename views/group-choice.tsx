import { t } from './words.ts';

interface GroupChoiceProps {
  readonly id: string;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly groupId: number | undefined;
}

/** Of which group a list is, beside its search; nothing where there is one alone. */
export function GroupChoice({ id, groups, groupId }: GroupChoiceProps) {
  if (groups.length <= 1) return null;
  return (
    <>
      <label class="visually-hidden" for={id}>
        {t('Group')}
      </label>
      <select id={id} name="group">
        <option value="">{t('All groups')}</option>
        {groups.map((group) => (
          <option value={String(group.id)} selected={group.id === groupId}>
            {group.name}
          </option>
        ))}
      </select>
    </>
  );
}
