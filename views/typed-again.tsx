import { Icon } from './icon.tsx';
import { t } from './words.ts';

export interface TypedField {
  readonly name: string;
  readonly value: string;
}

/** What was typed into a form that could not be stored: shown, and sent again with one press. */
export function TypedAgain({ action, fields }: { action: string; fields: readonly TypedField[] }) {
  const isLong = ({ name, value }: TypedField) =>
    name !== 'csrf' && (value.length > 80 || value.includes('\n'));
  return (
    <form method="post" action={action} class="typed-again">
      <p>
        {t('Nothing of what you typed is lost: it stands here, and can be sent again as soon as it works.')}
      </p>
      {fields.map((field) =>
        isLong(field) ? (
          <textarea
            name={field.name}
            rows={8}
            aria-label={t('What you typed ({name})', { name: field.name })}
          >
            {field.value}
          </textarea>
        ) : (
          <input type="hidden" name={field.name} value={field.value} />
        ),
      )}
      <p>
        <button type="submit">
          <Icon name="refresh" /> {t('Try again')}
        </button>
      </p>
    </form>
  );
}

/** The same where a password, a code or a key was among it. */
export function TypeAnew() {
  return (
    <p>
      {t(
        'A password, a code or a key was among what you sent, and is not shown again. Go back, and send the form anew as soon as it works.',
      )}
    </p>
  );
}
