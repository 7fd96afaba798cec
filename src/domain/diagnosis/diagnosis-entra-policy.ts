import type { DiagnosisRule } from './diagnosis-rule.ts';

const logs = 'In Entra open the Sign-in logs of the account: the line of this sign-in names the policy.';
/** An app has a page of its own in the logs. https://learn.microsoft.com/entra/identity/conditional-access/workload-identity */
export const ofAppPolicy =
  'In Entra open Sign-in logs, Service principal sign-ins: the line of the app names the policy. Exclude the app from it. The channel goes on by itself within an hour.';
const after = 'The channel goes on by itself within an hour; Re-authenticate tries it at once.';

const condition: DiagnosisRule = {
  code: 'policy_condition',
  when: { aadsts: [50131] },
  title: 'A condition of the tenant is not met',
  cause:
    'Conditional Access refuses for a reason that it does not name: the device, the place, or something that looked suspicious.',
  who: 'administrator',
  step: `${logs} ${after}`,
  appStep: ofAppPolicy,
  retry: 'slow',
};

/** Policies that stand against a sign-in. An administrator can lift each without a new sign-in. */
export const policyRules: readonly DiagnosisRule[] = [
  {
    code: 'policy_device',
    when: { aadsts: [53000, 53001, 530003, 50005, 50097, 50129, 50155, 50187, 530001, 700003] },
    title: 'A policy wants a managed device',
    cause: 'Conditional Access lets only devices in that the tenant manages, and a server is none of them.',
    who: 'administrator',
    step: `${logs} Exclude the app or the account from the rule about devices. ${after}`,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'policy_guest_device',
    when: { aadsts: [530004] },
    title: "The tenant does not accept other tenants' devices",
    cause:
      'The account comes from another tenant, and this one has not been told to believe what that says of its devices.',
    who: 'administrator',
    step: 'In Entra open External Identities, Cross-tenant access settings, Trust settings, and trust compliant devices of that tenant; or use an account of this tenant.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'policy_app',
    when: { aadsts: [53002, 53009, 530021] },
    title: 'A policy wants an approved app',
    cause: 'Conditional Access lets only apps in that Microsoft has approved, and Postroom is none of them.',
    who: 'administrator',
    step: `${logs} Exclude the app or the account from the rule about approved apps. ${after}`,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'policy_risk',
    when: { aadsts: [53004, 53011, 530034] },
    title: 'Microsoft holds the account to be at risk',
    cause: 'The sign-in was blocked because the account may have been taken over.',
    who: 'administrator',
    step: 'In Entra open Protection, Risky users (of the home tenant, where the account is a guest), look at the account, and dismiss the risk or reset the password. Then press Re-authenticate.',
    retry: 'slow',
    isSaid: true,
  },
  condition,
  {
    code: 'policy_registration_place',
    when: { aadsts: [53010] },
    title: 'The second factor cannot be registered from here',
    cause: 'The tenant allows this from certain places or devices only.',
    who: 'administrator',
    step: 'Register the second factor of the account from a place that the tenant allows, then press Re-authenticate.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'policy_security_defaults',
    when: { aadsts: [530035] },
    title: "The tenant's security defaults refuse the sign-in",
    cause: 'Security defaults are on, and they hold this sign-in to be unsafe.',
    who: 'administrator',
    step: `Register a second factor for the account and press Re-authenticate, or replace security defaults by Conditional Access policies (Entra, Properties, Manage security defaults). ${after}`,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'policy_blocked',
    when: { aadsts: [53003, 530031, 530032, 530084] },
    title: 'A policy blocks the sign-in',
    cause: 'A Conditional Access policy of the tenant refuses this sign-in.',
    who: 'administrator',
    step: `${logs} Exclude the app or the account from it. ${after}`,
    appStep: ofAppPolicy,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'tenant_restricted',
    when: { aadsts: [50002, 500021, 500022, 500212, 500213, 1000104] },
    title: 'A rule between tenants refuses the sign-in',
    cause: 'The tenant of the account, or that of the app, does not let people of the other one in.',
    who: 'administrator',
    step: 'In Entra open External Identities, Cross-tenant access settings; or look for a proxy that adds Restrict-Access-To-Tenants.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'federation_trouble',
    when: {
      aadsts: [
        20001, 20012, 20033, 40008, 40009, 40010, 40015, 50008, 50107, 50166, 80001, 80002, 80005, 80007,
        80010, 80012, 80013, 80014,
      ],
    },
    title: "The organisation's own sign-in server fails",
    cause:
      'Microsoft hands the sign-in of this account to a server of the organisation, and that did not do it.',
    who: 'administrator',
    step: 'Look at the federation or pass-through authentication of the domain; Postroom tries again by itself.',
    retry: 'backoff',
  },
  // All that Conditional Access says has these numbers, and there are ever more of them.
  { ...condition, when: { text: /\bAADSTS(53\d{3}|530\d{3})\b/ } },
];
