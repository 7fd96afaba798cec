export interface Person {
  /** The directory that the account belongs to; personal accounts share one. */
  tenantId: string;
  oid: string;
  /** What the person signs in with; IMAP and SMTP take this as the user name. */
  upn: string;
  /** The primary address. It can differ from the UPN. */
  mail: string;
  name: string;
  title: string;
  password: string;
  isAdmin: boolean;
  aliases: string[];
  /** Without a licence there is a sign-in but no mailbox. */
  isLicensed: boolean;
  isEnabled: boolean;
  /** Object IDs of the groups in Entra that the person is in, as the app's tokens name them. */
  groups: string[];
}

export interface SharedMailbox {
  oid: string;
  address: string;
  name: string;
  /** UPNs of the people with Full Access and Send As. */
  delegates: string[];
  /** MessageCopyForSentAsEnabled: what a delegate sends as it is kept here, too. */
  keepsCopies: boolean;
}

export interface Directory {
  tenantId: string;
  tenantName: string;
  domain: string;
  people: Person[];
  sharedMailboxes: SharedMailbox[];
}

/** Microsoft's directory of personal accounts, which `consumers` stands for. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Another organisation. Its people sign in here only where the app takes accounts of every directory. */
export const otherTenant = { tenantId: '2f64a8be-0c17-4d95-8a0e-51c3de7b9f02', domain: 'elsewhere.example' };

/** Brightwater Canoes, a small company that rents and repairs boats. */
export function createDirectory(): Directory {
  const domain = 'brightwater.example';
  const tenantId = 'b7c1f0de-52a4-4c1e-9a3d-0f6e2d9b4a10';
  return {
    tenantId,
    tenantName: 'Brightwater Canoes',
    domain,
    people: [...createPeople(tenantId, domain), ...createOthers()],
    sharedMailboxes: [
      {
        oid: '5e0a9c3b-6d1f-4b7e-8c21-000000000011',
        address: `info@${domain}`,
        name: 'Brightwater Information',
        delegates: [`lena.hart@${domain}`, `support@${domain}`],
        keepsCopies: false,
      },
      {
        oid: '5e0a9c3b-6d1f-4b7e-8c21-000000000012',
        address: `billing@${domain}`,
        name: 'Brightwater Billing',
        delegates: [`omar.diaz@${domain}`],
        keepsCopies: false,
      },
    ],
  };
}

/** @returns who signs in with `login`: the UPN, or the primary address, as Entra's alternate login. */
export function findPerson(directory: Directory, login: string): Person | undefined {
  const wanted = login.trim().toLowerCase();
  return (
    directory.people.find(({ upn }) => upn.toLowerCase() === wanted) ??
    directory.people.find(({ mail }) => mail.toLowerCase() === wanted)
  );
}

/** @returns the addresses that mail for `person` comes in on and that the person may send from. */
export function listAddresses(person: Person): string[] {
  return [...new Set([person.mail, person.upn, ...person.aliases].map((each) => each.toLowerCase()))];
}

/** @returns the address of the mailbox that takes mail for `address`; undefined when nobody has it. */
export function findMailbox(directory: Directory, address: string): string | undefined {
  const wanted = address.toLowerCase();
  const shared = directory.sharedMailboxes.find((each) => each.address.toLowerCase() === wanted);
  if (shared) return shared.address;
  const owner = directory.people.find((each) => each.isLicensed && listAddresses(each).includes(wanted));
  return owner?.mail;
}

/**
 * @param wanted object id, UPN or any address
 * @returns the account that has it, without an address where it has no mailbox; undefined when nobody has it
 */
export function resolveMailbox(
  directory: Directory,
  wanted: string,
): { oid: string; address: string | undefined; name: string } | undefined {
  const text = wanted.trim().toLowerCase();
  const shared = directory.sharedMailboxes.find(
    ({ oid, address }) => oid === text || address.toLowerCase() === text,
  );
  if (shared) return { oid: shared.oid, address: shared.address, name: shared.name };
  const people = directory.people.filter(({ tenantId }) => tenantId === directory.tenantId);
  const person = people.find((each) => each.oid === text || listAddresses(each).includes(text));
  if (!person) return undefined;
  const address = person.isLicensed ? person.mail : undefined;
  return { oid: person.oid, address, name: person.name };
}

/** @returns every mailbox of the tenant, by its primary address. */
export function listMailboxes(directory: Directory): { address: string; name: string; isShared: boolean }[] {
  const own = directory.people.filter((each) => each.isLicensed);
  return [
    ...own.map(({ mail, name }) => ({ address: mail, name, isShared: false })),
    ...directory.sharedMailboxes.map(({ address, name }) => ({ address, name, isShared: true })),
  ];
}

const usual = { isAdmin: false, aliases: [], isLicensed: true, isEnabled: true, groups: [] };

/** Of those who work with the desk, and of those who look after it. */
export const deskGroups = {
  agents: 'c3a5f3b2-7d18-4c59-9a61-0e4b8a2d7f01',
  admins: 'c3a5f3b2-7d18-4c59-9a61-0e4b8a2d7f02',
};

/** Accounts that the tenant does not know (AADSTS50020). */
function createOthers(): Person[] {
  const account = (address: string, name: string) => ({ ...usual, upn: address, mail: address, name });
  return [
    {
      ...account('sam.ortega@elsewhere.example', 'Sam Ortega'),
      tenantId: otherTenant.tenantId,
      oid: '7d1e5b90-2c44-4f0a-b6e8-93a1c05d7e21',
      title: 'An account of another organisation',
      password: 'Elsewhere-1',
    },
    {
      ...account('pat.rivers@outlook.example', 'Pat Rivers'),
      tenantId: personalTenantId,
      oid: '00000000-0000-0000-3f1c-9a7be20d4c55',
      title: 'A personal Microsoft account',
      password: 'Personal-1',
    },
  ];
}

function createPeople(tenantId: string, domain: string): Person[] {
  const account = (number: number, local: string, name: string, title: string) => ({
    tenantId,
    oid: `5e0a9c3b-6d1f-4b7e-8c21-00000000000${number}`,
    upn: `${local}@${domain}`,
    mail: `${local}@${domain}`,
    name,
    title,
    password: `Paddle-${number}`,
    ...usual,
  });
  return [
    { ...account(1, 'support', 'Brightwater Support', 'Support mailbox'), aliases: [`help@${domain}`] },
    {
      ...account(2, 'admin', 'Ada Brightwater', 'Global administrator'),
      isAdmin: true,
      groups: [deskGroups.admins, deskGroups.agents],
    },
    { ...account(3, 'lena.hart', 'Lena Hart', 'Customer support'), groups: [deskGroups.agents] },
    {
      ...account(4, 'omar.diaz', 'Omar Diaz', 'Bookkeeping; the address differs from the UPN'),
      mail: `omar@${domain}`,
    },
    { ...account(5, 'nina.volkov', 'Nina Volkov', 'Workshop; no mailbox licence'), isLicensed: false },
    { ...account(6, 'tom.leaver', 'Tom Leaver', 'Has left; the account is disabled'), isEnabled: false },
  ];
}
