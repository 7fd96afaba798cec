import { FieldError, stateOf } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';
import { snoozeChoices } from './bulk-bar.tsx';

/** Sends at another time: by the name of a preset, or by the person's clock. It is a part of a form that sends. */
export function SendLater({ value, error }: { value: string; error: string | undefined }) {
  return (
    <details class="more-menu send-later" open={error !== undefined}>
      <summary>
        <Icon name="clock" /> {t('Send later')}
      </summary>
      <div>
        <LaterFields value={value} error={error} />
      </div>
    </details>
  );
}

/** The choices themselves; the zone is what the page's script says. */
export function LaterFields({ value, error }: { value: string; error: string | undefined }) {
  return (
    <>
      <input type="hidden" name="zone" value="" data-zone />
      {snoozeChoices().map(({ id, name }) => (
        <button type="submit" name="later" value={id} class="link">
          {name}
        </button>
      ))}
      <label class="send-at">
        {t('At')}{' '}
        <input type="datetime-local" name="sendAt" value={value} {...stateOf('send-at', { error })} />
      </label>
      <FieldError id="send-at-error" error={error} />
      <button type="submit" name="later" value="at">
        {t('Send then')}
      </button>
    </>
  );
}
