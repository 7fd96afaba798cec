import type { AlertProblem, AlertRoute } from '../../src/domain/alert-news.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { PostProblem } from '../../src/domain/post-problem.ts';
import { t } from '../words.ts';

export function describeAlertRoute(route: AlertRoute): string {
  switch (route.way) {
    case 'webhook':
      return t('webhook at {host}', { host: route.host });
    case 'smtp':
      return t('mail through {host}', { host: route.host });
    case 'channel':
      return t('mail from the channel {name}', { name: route.name });
    case 'nowhere':
      return t('no way');
    case 'words':
      return route.text;
  }
}

/** Why an alert did not arrive, or may not have. */
export function describeAlertProblem(problem: AlertProblem): string {
  switch (problem.code) {
    case 'no_way':
      return t('No way is set.');
    case 'no_server':
      return t('No server is set.');
    case 'channel_gone':
      return t('The channel is gone.');
    case 'interrupted':
      return t('The program ended while it was being sent.');
    case 'mail_failed': {
      const { title, text } = recallDiagnosis(problem.diagnosis, problem.said, { address: '' });
      return `${title}: ${text}`;
    }
    default:
      return describePostProblem(problem);
  }
}

/** Why what was posted did not arrive, or may not have. */
export function describePostProblem(problem: PostProblem): string {
  switch (problem.code) {
    case 'no_web_address':
      return t('The address is no http or https address.');
    case 'no_address':
      return t('{host} has no address.', { host: problem.host });
    case 'private_address':
      return t(
        '{host} leads to {address}, on this machine or in its network. Where that is meant, an admin ticks “Allow addresses of this machine and its network”.',
        { host: problem.host, address: problem.address },
      );
    case 'redirected':
      return t('The server answered {status}, which leads elsewhere; redirects are not followed.', {
        status: problem.status,
      });
    case 'refused':
      return t('The server answered {status}.', { status: problem.status });
    case 'no_answer':
      return t('There was no answer in time.');
    case 'said':
      return problem.text;
  }
}
