/** How the name beside a group's address is made. */
export const nameFormats = ['group', 'agent_via_group', 'agent'] as const;
export type NameFormat = (typeof nameFormats)[number];

/** @param name of the address, or the group's where it has none; @param agent undefined for what Postroom sends by itself */
export function nameSender(format: NameFormat, name: string, agent: string | undefined): string {
  if (agent === undefined || agent === '') return name;
  if (format === 'agent') return agent;
  return format === 'agent_via_group' ? `${agent} via ${name}` : name;
}
