import type { AlertProblem, AlertRoute } from '../../src/domain/alert-news.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { LineFault, PostProblem } from '../../src/domain/post-problem.ts';
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
    case 'line':
      return `${lineWords()[problem.fault]} (${problem.systemCode})`;
    case 'said':
      return problem.text;
  }
}

const lineWords = (): Readonly<Record<LineFault, string>> => ({
  certificate_untrusted: t(
    'The server’s certificate is of no authority that Postroom trusts: let the server send those in between, too, or name its authority in NODE_EXTRA_CA_CERTS and start Postroom anew.',
  ),
  certificate_expired: t('The server’s certificate has expired: whoever runs that server has to renew it.'),
  certificate_early: t('The server’s certificate is not valid yet: compare the clocks of both machines.'),
  certificate_of_other: t(
    'The server’s certificate is for another name than that of the address: correct one of the two.',
  ),
  no_tls: t('No encrypted line could be made: is the port one of https, and no proxy in between?'),
  not_listening: t('Nothing answers at this address and port: look at whether the server runs.'),
  closed: t('The server closed the line without an answer.'),
  no_way: t('No way leads to the server: look at the network and the firewall.'),
  no_name_server: t('The name of the server could not be looked up: the name server did not answer.'),
});
