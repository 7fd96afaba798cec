import * as z from 'zod';
import { AppError } from '../errors.ts';
import { addCertificate } from './client-assertion.ts';
import type { ControlContext } from './control-context.ts';
import { appRoles } from './entra-scopes.ts';
import { type AppIdentity, type AppRegistration, addApp, type EntraState } from './entra-state.ts';
import { runShell } from './exchange-shell.ts';
import { exchangeAudience } from './workload-issuer.ts';

const listed = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
  z.array(z.string()),
);
const everyRole = new Set(Object.values(appRoles).flat());

/** What an administrator does for an app that comes without a person. The app is the first one unless named. */
export const appActions = {
  apps({ state }: ControlContext, input: Record<string, unknown>) {
    const { name } = z.object({ name: z.string().default('Postroom 2') }).parse(input);
    const { clientId, principalId, objectId, secrets } = addApp(state, name);
    return { clientId, principalId, objectId, clientSecret: secrets[0].value };
  },
  'app-roles'({ state }: ControlContext, input: Record<string, unknown>) {
    const { clientId, roles } = z.object({ clientId: z.string().optional(), roles: listed }).parse(input);
    const unknown = roles.find((role) => !everyRole.has(role));
    if (unknown !== undefined)
      throw new AppError('invalid', `There is no application permission ${unknown}.`);
    const app = findIdentity(state, clientId);
    app.roles = roles;
    return { clientId: app.clientId, roles };
  },
  async certificates({ state }: ControlContext, input: Record<string, unknown>) {
    const { clientId, certificate } = z
      .object({ clientId: z.string().optional(), certificate: z.union([z.string().min(1), z.file()]) })
      .parse(input);
    const bytes =
      typeof certificate === 'string' ? readText(certificate) : Buffer.from(await certificate.arrayBuffer());
    const { thumbprint, thumbprintSha256, expiresAt } = addCertificate(findApp(state, clientId), bytes);
    return { thumbprint, thumbprintSha256, expiresAt };
  },
  'federated-credentials'({ state }: ControlContext, input: Record<string, unknown>) {
    const { clientId, ...federation } = z
      .object({
        clientId: z.string().optional(),
        issuer: z.string().default(state.workload.issuer()),
        subject: z.string().min(1),
        audience: z.string().default(exchangeAudience),
      })
      .parse(input);
    findApp(state, clientId).federations.push(federation);
    return federation;
  },
  'workload-tokens'({ state }: ControlContext, input: Record<string, unknown>) {
    const { subject } = z.object({ subject: z.string().min(1) }).parse(input);
    return state.workload.issue(subject).then((token) => ({ token }));
  },
  powershell({ state }: ControlContext, input: Record<string, unknown>) {
    const { script } = z.object({ script: z.string() }).parse(input);
    return { printed: runShell(state, script) };
  },
};

/** PEM, or base64 of DER */
function readText(text: string): string | Buffer {
  return text.includes('-----') ? text : Buffer.from(text, 'base64');
}

function findApp({ apps }: EntraState, clientId: string | undefined): AppRegistration {
  const found = clientId === undefined ? apps[0] : apps.find((each) => each.clientId === clientId);
  if (found === undefined) throw new AppError('not_found', `The sandbox has no app ${clientId}.`);
  return found;
}

function findIdentity(state: EntraState, clientId: string | undefined): AppIdentity {
  return clientId === state.identity.clientId ? state.identity : findApp(state, clientId);
}
