import type { Change, FactsAbout } from './shape.ts';

export interface CredentialNamed {
  readonly clientId: string;
  readonly credential: 'secret' | 'certificate' | 'federated' | 'managed_identity';
  readonly thumbprint?: string;
}

interface GroupSays {
  readonly 'group.added': { readonly name: string };
  readonly 'group.changed': { readonly name: string; readonly changes: readonly Change[] };
}

/** Of searches that a group shares; what somebody keeps for himself is nobody else's to know. */
interface SavedSearchSays {
  readonly 'saved_search.added': { readonly savedSearchId: number; readonly name: string };
  /** Also one that is the group's from now on, or was until now. */
  readonly 'saved_search.changed': {
    readonly savedSearchId: number;
    readonly name: string;
    readonly changes: readonly Change[];
  };
  /** It has another place among those that its group sees. */
  readonly 'saved_search.moved': { readonly savedSearchId: number; readonly name: string };
  readonly 'saved_search.removed': { readonly savedSearchId: number; readonly name: string };
}

interface SettingSays {
  readonly 'filter.added': { readonly filterId: number; readonly name: string };
  readonly 'filter.changed': {
    readonly filterId: number;
    readonly name: string;
    readonly changes: readonly Change[];
  };
  readonly 'filter.deleted': { readonly filterId: number; readonly name: string };
  /** The names in the order in which they are asked now. */
  readonly 'filter.ordered': { readonly names: readonly string[] };
  readonly 'canned_answer.added': { readonly cannedAnswerId: number; readonly name: string };
  readonly 'canned_answer.changed': {
    readonly cannedAnswerId: number;
    readonly name: string;
    readonly changes: readonly Change[];
  };
  readonly 'canned_answer.deleted': { readonly cannedAnswerId: number; readonly name: string };
  readonly 'webhook.added': { readonly webhookId: number; readonly name: string };
  readonly 'webhook.changed': {
    readonly webhookId: number;
    readonly name: string;
    /** Absent where an older version did not keep them. */
    readonly changes?: readonly Change[];
  };
  readonly 'webhook.removed': { readonly webhookId: number; readonly name: string };
  readonly 'webhook.switched_on': { readonly webhookId: number; readonly name: string };
  readonly 'webhook.switched_off': {
    readonly webhookId: number;
    readonly name: string;
    readonly because: 'by_hand' | 'gone' | 'gave_up';
  };
  readonly 'app_registration.changed': { readonly changes: readonly Change[] };
  /** What the app proves itself by: a certificate by its thumbprint. */
  readonly 'app_registration.credential_added': CredentialNamed;
  readonly 'app_registration.credential_chosen': CredentialNamed;
  readonly 'app_registration.credential_removed': CredentialNamed;
  readonly 'app_registration.consented': { readonly tenant: string };
  /** `setting`: the page it stands on, such as `mail`, `sending` or `alerts`. */
  readonly 'setting.changed': { readonly setting: string; readonly changes: readonly Change[] };
}

export type SettingFact =
  | FactsAbout<{ readonly groupId: number }, GroupSays>
  | FactsAbout<{ readonly groupId: number }, SavedSearchSays>
  | FactsAbout<object, SettingSays>;
