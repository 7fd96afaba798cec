const microsoftModes = ['off', 'optional', 'only'] as const;

/** How people sign in at Microsoft. */
export interface SignInSettings {
  /** `only`: nobody signs in otherwise but one admin. */
  readonly microsoft: (typeof microsoftModes)[number];
  /** The one directory whose people are let in: its ID, lower case; '' while it is off. */
  readonly tenantId: string;
  /** Object IDs of groups in Entra whose members become users of that role; '' for none. */
  readonly adminGroup: string;
  readonly agentGroup: string;
  /** The admin who keeps his local way in; 0 for none. */
  readonly localAdminId: number;
}

/** As a form has it. */
export type SignInSettingsInput = { readonly [Field in keyof SignInSettings]: string };

export const defaultSignInSettings: SignInSettings = {
  microsoft: 'off',
  tenantId: '',
  adminGroup: '',
  agentGroup: '',
  localAdminId: 0,
};

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns the settings, or what to mark in the form. Whether the admin is one is for the caller. */
export function readSignInSettings(
  input: SignInSettingsInput,
): { readonly settings: SignInSettings } | { readonly fields: Record<string, string> } {
  const microsoft = microsoftModes.find((mode) => mode === input.microsoft);
  const [tenantId, adminGroup, agentGroup] = [input.tenantId, input.adminGroup, input.agentGroup].map(
    (text) => text.trim().toLowerCase(),
  ) as [string, string, string];
  const localAdminId = /^\d{1,15}$/.test(input.localAdminId) ? Number(input.localAdminId) : 0;
  const fields: Record<string, string> = {};
  if (microsoft === undefined) fields.microsoft = `Expected one of ${microsoftModes.join(', ')}.`;
  if (microsoft !== 'off' && !guid.test(tenantId)) {
    fields.tenantId =
      'Expected the Directory (tenant) ID of the app’s Overview page: 36 characters with hyphens.';
  }
  for (const [name, group] of Object.entries({ adminGroup, agentGroup })) {
    if (group !== '' && !guid.test(group)) {
      fields[name] = 'Expected the Object ID of a group: 36 characters with hyphens.';
    }
  }
  if (adminGroup !== '' && adminGroup === agentGroup) fields.agentGroup = 'This is the group of the admins.';
  if (microsoft === 'only' && localAdminId === 0) {
    fields.localAdminId = 'Choose who can get in when Microsoft cannot be reached.';
  }
  if (microsoft === undefined || Object.keys(fields).length > 0) return { fields };
  return { settings: { microsoft, tenantId, adminGroup, agentGroup, localAdminId } };
}

/** @returns the role that the groups of somebody give; undefined for none */
export function roleOfGroups(
  { adminGroup, agentGroup }: SignInSettings,
  groups: readonly string[],
): 'admin' | 'agent' | undefined {
  if (adminGroup !== '' && groups.includes(adminGroup)) return 'admin';
  return agentGroup !== '' && groups.includes(agentGroup) ? 'agent' : undefined;
}
