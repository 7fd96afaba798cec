import type { AlertProblem, AlertRoute } from '../../src/domain/alert-news.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { PostProblem } from '../../src/domain/post-problem.ts';

export function describeAlertRoute(route: AlertRoute): string {
  switch (route.way) {
    case 'webhook':
      return `webhook at ${route.host}`;
    case 'smtp':
      return `mail through ${route.host}`;
    case 'channel':
      return `mail from the channel ${route.name}`;
    case 'nowhere':
      return 'no way';
    case 'words':
      return route.text;
  }
}

/** Why an alert did not arrive, or may not have. */
export function describeAlertProblem(problem: AlertProblem): string {
  switch (problem.code) {
    case 'no_way':
      return 'No way is set.';
    case 'no_server':
      return 'No server is set.';
    case 'channel_gone':
      return 'The channel is gone.';
    case 'interrupted':
      return 'The program ended while it was being sent.';
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
      return 'The address is no http or https address.';
    case 'no_address':
      return `${problem.host} has no address.`;
    case 'private_address':
      return `${problem.host} leads to ${problem.address}, an address of this machine or its network, which is not allowed here.`;
    case 'redirected':
      return `The server answered ${problem.status}, which leads elsewhere; redirects are not followed.`;
    case 'refused':
      return `The server answered ${problem.status}.`;
    case 'no_answer':
      return 'There was no answer in time.';
    case 'said':
      return problem.text;
  }
}
