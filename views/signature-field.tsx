import { mostPictureBytes, pictureTypes } from '../src/domain/signature-limits.ts';
import { variableNames } from '../src/domain/variables.ts';
import { Checkbox, FieldError, stateOf } from './form.tsx';
import { EditorTools } from './tickets/editor-tools.tsx';
import { t } from './words.ts';

export interface SignatureValues {
  readonly text: string;
  /** What the editor begins with, the picture by its address; '' where plain text is all there is. */
  readonly html: string;
  readonly picture: { readonly url: string; readonly name: string } | undefined;
}

interface SignatureFieldProps extends SignatureValues {
  readonly fields: Readonly<Record<string, string>>;
  readonly hint: string;
}

/** The text of a signature, which a script makes an editor of, and its picture. */
export function SignatureField({ text, html, picture, fields, hint }: SignatureFieldProps) {
  const { signature: error } = fields;
  return (
    <div class="signature-field">
      <div class={error === undefined ? 'field' : 'field has-error'}>
        <label for="field-signature">{t('Signature')}</label>
        <textarea
          id="field-signature"
          name="signature"
          rows={5}
          dir="auto"
          {...stateOf('field-signature', { error, hint })}
        >
          {text}
        </textarea>
        {/* Without the script the text counts: a field that is off is not sent. */}
        <input type="hidden" name="signatureHtml" value={html} disabled data-editor="signature" />
        <EditorTools />
        <FieldError id="field-signature-error" error={error} />
        <p class="hint" id="field-signature-hint">
          {hint} {t('It can name {value}.', { value: variableNames.map((name) => `{{${name}}}`).join(', ') })}
        </p>
      </div>
      <PictureField picture={picture} error={fields.signaturePicture} />
    </div>
  );
}

function PictureField({
  picture,
  error,
}: {
  picture: SignatureValues['picture'];
  error: string | undefined;
}) {
  return (
    <div class={error === undefined ? 'field' : 'field has-error'}>
      <label for="field-signaturePicture">{t('Picture of the signature')}</label>
      {picture !== undefined && (
        <p class="signature-picture">
          <img src={picture.url} alt={picture.name} />
          <Checkbox name="dropPicture" label={t('Take this picture away')} isChecked={false} />
        </p>
      )}
      <input
        id="field-signaturePicture"
        type="file"
        name="signaturePicture"
        accept={pictureTypes.join(',')}
        {...stateOf('field-signaturePicture', { error, hint: true })}
      />
      <FieldError id="field-signaturePicture-error" error={error} />
      <p class="hint" id="field-signaturePicture-hint">
        {t(
          'PNG, JPEG or GIF of at most {size} KB, as large as it is to be seen. It goes along with every message.',
          {
            size: mostPictureBytes / 1024,
          },
        )}
      </p>
    </div>
  );
}
