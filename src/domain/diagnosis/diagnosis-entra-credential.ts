import { type DiagnosisRule, setTheClock } from './diagnosis-rule.ts';

export const clockDiffers: DiagnosisRule = {
  code: 'clock_differs',
  when: { aadsts: [700024, 500133] },
  title: 'The clock of this machine differs from that of Microsoft',
  cause:
    'What is signed, here or by Microsoft, carries the time and is good for minutes; old and new mail are told apart by the clock, too.',
  who: 'you',
  step: `${setTheClock} Postroom tries again by itself.`,
  retry: 'backoff',
};

/** What an app proves itself by, beside its secret. */
export const credentialRules: readonly DiagnosisRule[] = [
  {
    code: 'certificate_refused',
    when: { aadsts: [700027, 700030, 1000502] },
    title: 'Microsoft does not accept the certificate of the app',
    cause: 'The app registration does not list this certificate, or the certificate is past its end.',
    who: 'you',
    step: 'Download the .cer file under Connect Microsoft 365 App, Credentials, and upload it in Entra under Certificates & secrets, Certificates; where it has ended, make a new one first.',
    place: 'app',
    retry: 'slow',
    isSaid: true,
  },
  clockDiffers,
  {
    code: 'assertion_refused',
    when: { aadsts: [700023, 700021, 50013, 50027] },
    title: 'Microsoft does not accept what the app has signed',
    cause:
      'The signed statement is for another tenant, another cloud or another app than the one that was asked.',
    who: 'you',
    step: 'Compare Client ID, Tenant UUID/Name and Cloud in Connect Microsoft 365 App with the Overview page of the app registration.',
    place: 'app',
    retry: 'slow',
  },
  {
    code: 'federation_mismatch',
    when: { aadsts: [700211, 700212, 700213, 70021, 700222] },
    title: 'The app does not trust the token that stands for it',
    cause:
      'No federated credential of the app registration has exactly the issuer, the subject and the audience of the token.',
    who: 'you',
    step: 'In Entra open the app, Certificates & secrets, Federated credentials, and make issuer, subject and audience the same as the words below name them, letter by letter.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'token_file_unusable',
    when: { errors: ['token_file_unusable'] },
    title: 'The token file of the app cannot be used',
    cause:
      'The file that should hold a token for the app is not there, may not be read, or holds something else.',
    who: 'you',
    step: 'Check the path under Connect Microsoft 365 App, Credentials, and that the account Postroom runs as may read it; in Kubernetes the file comes with the label azure.workload.identity/use of the pod.',
    place: 'app',
    retry: 'backoff',
  },
  {
    code: 'managed_identity_missing',
    when: { errors: ['managed_identity_missing'] },
    title: 'This machine has no identity at Microsoft',
    cause:
      "Azure's metadata service gave no token: Postroom does not run in Azure, or the machine has no such identity.",
    who: 'you',
    step: 'In Azure open the machine, Identity, and switch it on, or assign the identity whose client ID was entered; elsewhere choose a certificate or a token file.',
    retry: 'backoff',
  },
  {
    code: 'app_not_approved',
    when: { aadsts: [7000229] },
    title: 'Nobody in the tenant has approved the app yet',
    cause: 'The tenant knows the app only once an administrator has approved it.',
    who: 'administrator',
    step: 'In Entra open the app, API permissions, and press Grant admin consent.',
    retry: 'slow',
    isSaid: true,
  },
];
