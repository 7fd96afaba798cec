import { Checkbox } from '../form.tsx';
import { t } from '../words.ts';

interface MoveChannelsProps {
  readonly isAsked: boolean;
  readonly isChosen: boolean;
}

/** Another app takes the place of one that channels use only when the admin has said so. */
export function MoveChannels({ isAsked, isChosen }: MoveChannelsProps) {
  if (!isAsked && !isChosen) return null;
  return (
    <div class={isAsked ? 'field has-error' : 'field'}>
      <Checkbox
        name="movesChannels"
        label={t('The channels move to the new app and have to sign in again')}
        isChecked={isChosen}
      />
    </div>
  );
}
