import { Checkbox, CsrfField, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { rich, t } from '../words.ts';

interface McpPageProps {
  readonly csrf: string;
  readonly isOn: boolean;
  /** Where assistants find it. */
  readonly url: string;
}

/** Whether assistants reach the tickets, and where. */
export function McpPage({ csrf, isOn, url }: McpPageProps) {
  return (
    <>
      <SettingsNav active="mcp" />
      <div class="page-head">
        <h1>{t('MCP server')}</h1>
      </div>
      <p class="lead">
        {rich(
          'Assistants that speak the Model Context Protocol search and read tickets here, draft answers and note things. Each brings an <a>API token</a> and may do no more than it; an answer goes out only with the scope send.',
          { a: (words) => <a href="/account/tokens">{words}</a> },
        )}
      </p>
      <form method="post" action="/settings/mcp" class="stack">
        <CsrfField token={csrf} />
        <Checkbox
          name="isOn"
          label={t('Assistants may connect')}
          isChecked={isOn}
          hint={t('at {url}', { url })}
        />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </>
  );
}
