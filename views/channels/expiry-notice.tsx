import { describeWarning, type Warning } from '../../src/domain/expiry.ts';
import { Notice } from '../form.tsx';
import { say } from '../said.ts';

/** What runs out within 30 days, or has run out. */
export function ExpiryNotice({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  const isUrgent = warnings.some(({ stage }) => stage <= 1);
  return (
    <Notice tone={isUrgent ? 'error' : 'warning'}>
      {warnings.map((warning) => {
        const { title, step } = describeWarning(warning);
        const { appId, channelId } = warning;
        const app = appId === undefined ? '' : `?app=${appId}`;
        const page = channelId === null ? `/settings/microsoft${app}` : `/channels/${channelId}`;
        return (
          <p>
            <a href={page}>
              <b>{say(title)}</b>
            </a>{' '}
            {say(step)}
          </p>
        );
      })}
    </Notice>
  );
}
