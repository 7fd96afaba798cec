import { t } from '../words.ts';

/** What signs a webhook, said once. */
export function FreshSecret({ secret }: { secret: string }) {
  return (
    <div class="notice" role="status">
      <p>
        <label for="fresh-secret">
          {t('Copy the secret now; it is not shown again. The receiver knows by it that Postroom has sent.')}
        </label>
      </p>
      <input id="fresh-secret" class="secret" type="text" readonly value={secret} spellcheck={false} />
    </div>
  );
}
