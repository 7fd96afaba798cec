import type { Access } from '../../src/domain/access.ts';
import { FindInList } from '../find-in-list.tsx';
import { rich, t } from '../words.ts';

export interface AccessChoice {
  /** Of a group on a user's page, of a user on a group's page. */
  readonly id: number;
  readonly label: string;
  readonly note: string;
  readonly access: Access;
}

interface AccessTableProps {
  readonly legend: string;
  readonly choices: readonly AccessChoice[];
}

export const accessLabels = (): Readonly<Record<Access, string>> => ({
  none: t('None'),
  read: t('Read'),
  answer: t('Answer'),
  full: t('Full'),
});

/** @returns what an access level is called, also one that an older version has noted */
export function nameAccess(level: string): string {
  return Object.entries(accessLabels()).find(([known]) => known === level)?.[1] ?? level;
}

/** One choice of access on each line. */
export function AccessTable({ legend, choices }: AccessTableProps) {
  return (
    <fieldset class="access">
      <legend>{legend}</legend>
      <p class="hint">
        {rich(
          '<b>Read</b> sees the tickets. <b2>Answer</b2> also replies, adds notes and sets state and owner. <b3>Full</b3> also moves tickets to other groups. With <b4>None</b4> they are not there: not in lists, searches or counts.',
          {
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
            b4: (words) => <b>{words}</b>,
          },
        )}
      </p>
      <FindInList listId="access-choices" count={choices.length} />
      <ul id="access-choices">
        {choices.map(({ id, label, note, access }) => (
          <li>
            <label for={`access-${id}`}>
              {label} {note !== '' && <small>{note}</small>}
            </label>
            <select id={`access-${id}`} name={`access-${id}`}>
              {Object.entries(accessLabels()).map(([value, text]) => (
                <option value={value} selected={value === access}>
                  {text}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
