import { accountRules } from './diagnosis-entra-account.ts';
import { clockDiffers, credentialRules } from './diagnosis-entra-credential.ts';
import { grantRules } from './diagnosis-entra-grant.ts';
import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';

const appRules: readonly DiagnosisRule[] = [
  {
    code: 'redirect_uri',
    when: { aadsts: [50011, 500112, 500113, 70004, 900971] },
    title: 'The callback URL is not registered',
    cause: 'The app registration does not list the callback URL that Postroom uses.',
    who: 'you',
    step: 'In Entra open the app, Authentication, platform Web, and add the Callback URL exactly as Connect Microsoft 365 App shows it.',
    retry: 'never',
  },
  {
    code: 'redirect_uri_spa',
    when: { aadsts: [9002325, 9002326, 9002327, 700084] },
    title: 'The callback URL is registered for the wrong platform',
    cause: 'The callback URL is registered as a single-page application, which may not use a secret.',
    who: 'you',
    step: 'In Entra open the app, Authentication, remove the URL from Single-page application and add it under Web.',
    retry: 'never',
  },
  {
    code: 'app_not_found',
    when: { aadsts: [700016, 700011, 700038] },
    title: 'Microsoft does not know this Client ID in this tenant',
    cause: 'There is no app with this Client ID in the tenant that was asked.',
    who: 'you',
    step: 'Compare Client ID and Tenant UUID/Name with the Overview page of the app registration in Entra.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'app_disabled',
    when: { aadsts: [70001, 7000112, 7000114, 1000031, 90099] },
    title: 'The app is disabled in this tenant',
    cause: 'The tenant has switched the app off, or does not have it.',
    who: 'administrator',
    step: 'In Entra open Enterprise applications, the app, Properties, and set "Enabled for users to sign-in" to Yes.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'tenant_not_found',
    when: { aadsts: [90002, 900021, 900023, 90013, 50059, 50128, 90019, 50029] },
    title: 'Microsoft does not know this tenant',
    cause: 'The Tenant UUID/Name belongs to no directory in this cloud.',
    who: 'you',
    step: 'Copy the Directory (tenant) ID from the Overview page of the app registration, and check that the cloud is the right one.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'secret_wrong',
    when: { aadsts: [7000215, 70002] },
    title: 'The Client Secret is wrong',
    cause: "Microsoft does not accept the secret; often it is the Secret ID instead of the secret's Value.",
    who: 'you',
    step: 'In Entra open Certificates & secrets, make a new client secret and paste its Value (it is shown only once) into Connect Microsoft 365 App.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'secret_expired',
    when: { aadsts: [7000222] },
    title: 'The Client Secret has expired',
    cause: 'The secret of the app registration is past its end date.',
    who: 'you',
    step: 'In Entra open Certificates & secrets, make a new client secret and save its Value in Connect Microsoft 365 App; every channel goes on with it.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'single_tenant',
    when: { aadsts: [50194, 9001023, 90124, 90130] },
    title: 'The app belongs to one tenant, and none was entered',
    cause: 'The app registration is for one organisation only, so Microsoft wants to know which.',
    who: 'you',
    step: 'Enter the Directory (tenant) ID as Tenant UUID/Name in Connect Microsoft 365 App.',
    retry: 'never',
  },
  {
    code: 'account_types',
    when: { aadsts: [9002331, 9002332, 9002346, 500200, 500208, 90027] },
    title: 'The app takes other accounts than those that were asked',
    cause:
      'Its Supported account types are only personal accounts, or only those of organisations, and the Tenant UUID/Name says otherwise.',
    who: 'you',
    step: 'For an app of personal accounts alone enter consumers as Tenant UUID/Name. For both kinds take "any directory and personal Microsoft accounts" in Entra, Authentication, and leave the field empty.',
    retry: 'never',
  },
  {
    code: 'app_type',
    when: { aadsts: [7000218, 7000219, 7000216, 700025] },
    title: 'The app registration is of the wrong type',
    cause:
      'The app is registered as a public client, which does not go with a secret, or the other way round.',
    who: 'you',
    step: 'In Entra open the app, Authentication: the callback URL belongs to the platform Web, and "Allow public client flows" is No.',
    retry: 'never',
  },
  {
    code: 'permission_missing',
    when: {
      aadsts: [
        650057, 650053, 650054, 650056, 65002, 65005, 70011, 500011, 50001, 28000, 28002, 28003, 700022,
      ],
    },
    title: 'The app lacks a permission',
    cause: 'The app registration does not list a permission that Postroom asks for.',
    who: 'you',
    step: 'In Entra open the app, API permissions, and add the delegated permissions that Connect Microsoft 365 App lists.',
    retry: 'never',
  },
  {
    code: 'service_missing',
    when: { aadsts: [650052, 500014] },
    title: 'The tenant lacks the service',
    cause:
      'The directory has no Exchange Online that the app could ask for: there is no licence, or it was switched off there.',
    who: 'administrator',
    step: 'Give the account a licence with Exchange Online, or sign in to the tenant that has one.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'wrong_cloud',
    when: { aadsts: [90038, 90043, 90051, 900382, 900432, 50049] },
    title: 'The tenant belongs to another cloud',
    cause: 'The directory is one of a national cloud of Microsoft, and another cloud was asked.',
    who: 'you',
    step: 'Choose the cloud of the tenant in Connect Microsoft 365 App.',
    retry: 'slow',
    isSaid: true,
  },
];

const unavailable: Omit<DiagnosisRule, 'when'> = {
  code: 'entra_unavailable',
  title: "Microsoft's sign-in is disturbed",
  cause: "Microsoft's sign-in service answers with an error of its own.",
  who: 'microsoft',
  step: 'Postroom tries again by itself. status.cloud.microsoft tells about outages.',
  retry: 'backoff',
};

const serviceRules: readonly DiagnosisRule[] = [
  { ...clockDiffers, when: { codes: /^CLOCK_OFF$/ }, isSaid: true },
  {
    code: 'entra_looping',
    when: { aadsts: [50196] },
    title: "Microsoft's sign-in asks us to slow down",
    cause: 'Microsoft saw the same request too often in a short time.',
    who: 'nobody',
    step: 'Postroom waits and tries again.',
    retry: 'wait',
  },
  {
    code: 'entra_throttled',
    when: { codes: /^429$/ },
    title: "Microsoft's sign-in asks us to slow down",
    cause: 'There were too many requests in a short time, and Microsoft has said so.',
    who: 'nobody',
    step: 'Postroom waits as long as Microsoft asks and tries again.',
    retry: 'wait',
  },
  {
    code: 'entra_throttled',
    when: { aadsts: [90055, 50088] },
    title: "Microsoft's sign-in asks us to slow down",
    cause: 'There were too many requests in a short time, and Microsoft has said so.',
    who: 'nobody',
    step: 'Postroom waits as long as Microsoft asks and tries again.',
    retry: 'wait',
  },
  {
    ...unavailable,
    when: {
      aadsts: [
        50000, 50033, 50086, 50087, 70012, 90006, 90012, 90024, 90033, 90036, 90085, 90090, 90091, 90092,
      ],
    },
  },
  { ...unavailable, when: { errors: ['temporarily_unavailable', 'server_error', 'service_unavailable'] } },
  { ...unavailable, when: { codes: /^(5\d\d|408)$/ } },
  {
    code: 'entra_not_microsoft',
    when: { codes: /^[1-4]\d\d$/ },
    title: "What answered is not Microsoft's sign-in",
    cause:
      'The answer is not one that Microsoft gives; mostly a proxy, a filter or a sign-in page of the network stands in between.',
    who: 'you',
    step: "Let this machine reach Microsoft's sign-in host as it is; if the network needs a proxy, set HTTPS_PROXY. Check the cloud in Connect Microsoft 365 App, too.",
    retry: 'backoff',
  },
];

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const entraRules: readonly DiagnosisRule[] = [
  ...credentialRules,
  ...accountRules,
  ...grantRules,
  ...appRules,
  ...serviceRules,
  {
    code: 'client_refused',
    when: { errors: ['invalid_client', 'unauthorized_client'] },
    title: 'Microsoft refuses the app',
    cause: 'The Client ID and what the app proves itself by do not fit together.',
    who: 'you',
    step: 'Check the app with "Check" in Connect Microsoft 365 App; it says which part does not fit.',
    retry: 'slow',
  },
  {
    code: 'grant_lost',
    when: { errors: ['no_tokens_found'] },
    title: 'There is no sign-in of this account',
    cause: 'The data file holds no token of the account, so nothing can be asked for.',
    who: 'you',
    step: 'Press Re-authenticate and sign in with the same account.',
    retry: 'reauthenticate',
  },
  {
    code: 'grant_invalid',
    when: { errors: ['invalid_grant', 'interaction_required', 'login_required'] },
    title: 'The sign-in is not valid any more',
    cause: 'Microsoft does not accept the stored sign-in of this account.',
    who: 'you',
    step: 'Press Re-authenticate and sign in with the same account.',
    appStep,
    // Nobody knows why, so it may be lifted by whoever caused it.
    retry: 'slow',
  },
];
