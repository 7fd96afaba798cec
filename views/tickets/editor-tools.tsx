import { Icon, type IconName } from '../icon.tsx';
import { t } from '../words.ts';

/** The buttons that the script puts above a text, by their names there. */
export function EditorTools() {
  return (
    <template data-editor-tools>
      {tools().map(([name, label]) => (
        <span data-tool={name} title={label}>
          <Icon name={name} />
        </span>
      ))}
    </template>
  );
}

const tools = (): readonly (readonly [name: IconName, label: string])[] => [
  ['bold', t('Bold')],
  ['italic', t('Italic')],
  ['list', t('List')],
  ['list-ordered', t('Numbered list')],
  ['quote', t('Quote')],
  ['link', t('Insert a link')],
  ['picture', t('Picture')],
  ['plain', t('Plain text')],
];
