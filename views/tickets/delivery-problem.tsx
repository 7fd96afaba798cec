import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { whoMends } from '../channels/diagnosis-card.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';

export type DeliveryProblem = Pick<Diagnosis, 'code' | 'title' | 'cause' | 'who' | 'step' | 'powershell'>;

/** What is wrong with a message, who must act and how, and what the server said. */
export function Problem(props: {
  title: string;
  problem: DeliveryProblem | undefined;
  serverReply: string | null;
  recipientsLimit: number | null;
}) {
  const { title, problem, serverReply, recipientsLimit } = props;
  return (
    <>
      <p>
        <strong>
          <Icon name="alert" /> {title}
          {problem !== undefined && `: ${say(problem.title)}`}
        </strong>
      </p>
      {problem === undefined ? (
        <p>{serverReply}</p>
      ) : (
        <>
          <p>
            {say(problem.cause)}
            {recipientsLimit !== null &&
              ` ${t('The limit is {recipientsLimit} recipients within 24 hours.', { recipientsLimit })}`}
          </p>
          <p>
            <b>{whoMends()[problem.who]}:</b> {say(problem.step)}
          </p>
          {problem.powershell !== undefined && <pre>{problem.powershell}</pre>}
          <ServerWords text={serverReply} />
        </>
      )}
    </>
  );
}

export function ServerWords({ text }: { text: string | null }) {
  if (text === null || text === '') return null;
  return (
    <details>
      <summary>{t('What the server said')}</summary>
      <samp>{text}</samp>
    </details>
  );
}
