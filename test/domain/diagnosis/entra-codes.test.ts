import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Diagnosis, diagnose } from '../../../src/domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../../src/domain/diagnosis/send-retry.ts';

/**
 * Every number of https://learn.microsoft.com/entra/identity-platform/reference-error-codes, as it stood in 2026, that Postroom
 * has words for.
 */
const known: Readonly<Record<string, readonly number[]>> = {
  account_age: [50015, 54000],
  account_disabled: [50057],
  account_locked: [50053],
  account_not_assigned: [50105],
  account_not_in_tenant: [16000, 16003, 50014, 50020, 50034, 50177, 50178, 51004, 90072, 90084],
  account_password_expired: [50055, 50056, 50125, 50135, 50144],
  account_password_wrong: [50064, 50126],
  account_types: [90027, 500208, 9002332],
  app_disabled: [70001, 90099, 1000031, 7000112, 7000114],
  app_not_found: [700011, 700016],
  app_type: [700025, 7000218],
  assertion_refused: [50013, 50027, 700023],
  certificate_refused: [700027, 700030],
  code_used: [54005, 501481],
  device_disabled: [135011],
  consent_declined: [65004],
  consent_missing: [65001],
  consent_pending: [90008, 90093, 90094, 90095],
  entra_looping: [50196],
  entra_throttled: [50088, 90055],
  entra_unavailable: [
    50000, 50033, 50086, 50087, 70012, 90006, 90012, 90024, 90033, 90036, 90085, 90090, 90091, 90092,
  ],
  federation_trouble: [
    20001, 20012, 20033, 40008, 40009, 40010, 40015, 50008, 50107, 50166, 80001, 80002, 80005, 80007, 80010,
    80012, 80013, 80014,
  ],
  grant_expired: [70008],
  grant_idle: [700082],
  grant_other_tenant: [700005],
  grant_revoked: [50085, 50089, 50132, 50133, 50139, 50173],
  grant_sign_in_frequency: [70043],
  grant_unusable: [70000, 9002313],
  mfa_required: [50072, 50074, 50076, 50078, 50079, 50158],
  permission_missing: [28002, 28003, 50001, 65002, 65005, 70011, 500011, 650054, 650056, 650057, 700022],
  policy_app: [53002],
  policy_blocked: [53003, 530032],
  policy_condition: [50131],
  policy_device: [50005, 50097, 50129, 50155, 50187, 53000, 53001],
  policy_registration_place: [53010],
  policy_risk: [53004, 53011, 530034],
  policy_security_defaults: [530035],
  redirect_uri: [50011, 70004, 900971],
  redirect_uri_spa: [700084],
  secret_expired: [7000222],
  secret_wrong: [70002, 7000215],
  service_missing: [650052],
  sign_in_interrupted: [16001, 16002, 50058, 50136, 50140, 50143, 50168, 50197, 50199, 51006, 160021, 700020],
  single_tenant: [90124, 90130, 9001023, 50194],
  tenant_not_found: [50029, 50059, 50128, 90002, 90013, 90019],
  tenant_restricted: [50002, 500021, 500022, 500212, 500213, 1000104],
  wrong_cloud: [50049, 90038, 90043, 90051, 900382, 900432],
};

/** The rest of that page: of other protocols, of devices and passwords, or faults of a request. Nothing may be concluded. */
const unknown: readonly number[] = [
  ...[
    17003, 230109, 50003, 50006, 50007, 5000819, 50010, 50012, 50017, 50032, 50042, 50043, 50048, 50050,
    50061,
  ],
  ...[
    50068, 50070, 50071, 50099, 50120, 50124, 501241, 50127, 50134, 50146, 501461, 50147, 501491, 50161,
    50169,
  ],
  ...[50170, 50180, 51000, 51001, 51005, 52004, 67003, 70003, 70005, 700054, 70007, 70016],
  ...[
    70018, 70019, 75001, 75003, 75005, 7500514, 750054, 75008, 75011, 75016, 76021, 76026, 81004, 81005,
    81006,
  ],
  ...[
    81007, 81009, 81010, 81011, 81012, 90004, 90005, 90007, 90009, 90010, 90014, 900144, 90015, 90016, 90020,
  ],
  ...[90022, 90023, 900236, 90056, 900561, 90081, 90082, 90086, 90087, 90100, 901002, 90101, 90102, 90107],
  ...[90114, 90117, 90119, 90120, 90121, 90123, 90125, 90126, 120000, 120002, 120003, 120004, 120005, 120008],
  ...[120011, 120012, 120013, 120014, 120015, 120016, 120018, 120020, 120021, 130004, 130005, 130006, 130007],
  ...[130008, 135010, 140000, 140001, 165004, 165900, 220450, 220501, 221000, 240001, 240002, 700229],
  ...[1000000, 1000002, 100007, 7500529],
];

/** Seen in answers, and not on that page. */
const beside: Readonly<Record<string, readonly number[]>> = {
  tenant_blocked: [5000224, 5000225],
  tenant_unmanaged: [650051],
  account_deleted: [500341],
  account_disabled: [500571],
  app_not_approved: [7000229],
  app_not_found: [700038],
  app_type: [7000216],
  assertion_refused: [700021],
  clock_differs: [700024],
  consent_pending: [90097, 900941],
  federation_mismatch: [70021, 700211, 700212, 700213],
  grant_idle: [700081],
  mfa_required: [500121],
  permission_missing: [28000, 650053],
  policy_app: [53009, 530021],
  policy_blocked: [530031, 530084],
  policy_device: [530001, 530003, 700003],
  policy_guest_device: [530004],
  redirect_uri: [500112, 500113],
  redirect_uri_spa: [9002325, 9002326, 9002327],
  service_missing: [500014],
  sign_in_interrupted: [50203, 50204],
  tenant_not_found: [900021, 900023],
  wrong_cloud: [900439],
};

/** What the kind of an answer says by itself, where its number says nothing to us. */
const byKind: Readonly<Record<string, string>> = {
  invalid_request: 'entra_unknown',
  invalid_grant: 'grant_invalid',
  interaction_required: 'grant_invalid',
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  consent_required: 'consent_missing',
  access_denied: 'entra_unknown',
  invalid_resource: 'entra_unknown',
  unsupported_grant_type: 'entra_unknown',
  temporarily_unavailable: 'entra_unavailable',
};

const say = (number: number, error: string): Diagnosis =>
  diagnose(
    { origin: 'entra', error, aadsts: [number], text: `AADSTS${number}: Words of Microsoft. Trace ID: x` },
    { address: 'info@example.com', userName: 'lena@example.com', tenantId: 't', kind: 'microsoft365' },
  );

/** A channel is not asked more often than once in half a minute, and what somebody may mend is looked at again. */
function expectPatience({ code, retry, isSaid }: Diagnosis): void {
  for (const attempts of [1, 2, 9]) {
    const decision = decideRetry({ retry, isSaid }, attempts, 0);
    assert.ok(decision.kind === 'later' && decision.milliseconds >= 30_000, code);
  }
}

/** Nobody but the person who signs in can mend it: then, and only then, a channel waits for a sign-in alone. */
const dead: ReadonlySet<string> = new Set(['grant_revoked', 'grant_idle', 'grant_expired', 'code_used']);

for (const [name, table] of Object.entries({ known, beside })) {
  test(`numbers of Entra, ${name}: each says its own row, whatever kind of answer carries it`, () => {
    for (const [code, numbers] of Object.entries(table)) {
      for (const number of numbers) {
        for (const error of [
          'invalid_grant',
          'interaction_required',
          'invalid_request',
          'invalid_client',
          'access_denied',
        ]) {
          // Without consent for a client of its own there is nothing to consent to.
          if (code === 'consent_missing' && !['invalid_grant', 'interaction_required'].includes(error))
            continue;
          const found = say(number, error);
          assert.equal(found.code, code, `AADSTS${number} with ${error}`);
          assert.equal(found.retry.kind === 'reauthenticate', dead.has(code), code);
          expectPatience(found);
        }
      }
    }
  });
}

test('of a number that nobody knows, only the kind of the answer is believed, and it is tried again', () => {
  for (const number of [...unknown, 999_999, 1]) {
    for (const [error, code] of Object.entries(byKind)) {
      const found = say(number, error);
      assert.equal(found.code, code, `AADSTS${number} with ${error}`);
      assert.ok(found.retry.kind === 'slow' || found.retry.kind === 'backoff', code);
      expectPatience(found);
      // Its own words can be read in any case.
      assert.ok(found.text.includes(`AADSTS${number}`));
    }
  }
});

test('a sign-in that somebody left is told from one that was refused', () => {
  const left = diagnose({
    origin: 'entra',
    error: 'access_denied',
    text: 'the user canceled the authentication',
  });
  assert.equal(left.code, 'sign_in_cancelled');
  assert.equal(say(90123, 'access_denied').code, 'entra_unknown');
});

test('no number stands in two rows', () => {
  const all = [...Object.values(known).flat(), ...unknown, ...Object.values(beside).flat()];
  assert.deepEqual(
    all.filter((number, at) => all.indexOf(number) !== at),
    [],
  );
  assert.ok(all.length >= 250, String(all.length));
});

test('whatever Conditional Access refuses by is a policy, and what a tenant may not be used for is no fault of a sign-in', () => {
  for (const number of [53005, 53012, 530011, 530036, 530099])
    assert.equal(say(number, 'invalid_grant').code, 'policy_condition');
  assert.equal(say(500207, 'invalid_grant').code, 'account_types');
});
