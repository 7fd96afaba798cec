import { attachmentRoutes } from './graph-attachments.ts';
import type { GraphCall, GraphRoute } from './graph-context.ts';
import { deltaRoutes } from './graph-delta.ts';
import { badRequest } from './graph-errors.ts';
import { folderRoutes } from './graph-folders.ts';
import { messageRoutes } from './graph-messages.ts';
import { sendingRoutes } from './graph-sending.ts';

const routes = [...deltaRoutes, ...folderRoutes, ...messageRoutes, ...sendingRoutes, ...attachmentRoutes].map(
  (route) => ({
    ...route,
    parts: route.path.split('/'),
  }),
);

/**
 * `%2F` is decoded before the path is taken apart, as Graph does; `mailFolders('inbox')` is `mailFolders/inbox`.
 * @param path without the query
 */
export function splitPath(path: string): string[] {
  const segments = decodeURIComponent(path).split('/').filter(Boolean);
  return segments.flatMap((segment) => {
    const [, name, key] = /^([\w$]+)\('(.*)'\)$/.exec(segment) ?? [];
    return name !== undefined && key !== undefined ? [name, key.replaceAll("''", "'")] : [segment];
  });
}

/** @param below the segments below the mailbox @throws GraphError 400 where Graph has no such address */
export function findRoute(
  method: string,
  below: readonly string[],
): { route: GraphRoute; names: GraphCall['names'] } {
  const segments = shorten(below);
  for (const route of routes) {
    const names = route.method === method ? match(route.parts, segments) : undefined;
    if (names) return { route, names };
  }
  throw badRequest(`Resource not found for the segment '${segments.at(-1) ?? ''}'.`);
}

/** A message is the same by whichever folder it was reached, and so is a folder. */
function shorten(segments: readonly string[]): readonly string[] {
  const isIn = (name: string) =>
    segments[0]?.toLowerCase() === 'mailfolders' && segments[2]?.toLowerCase() === name;
  if (isIn('childfolders') && segments.length > 3) return shorten(['mailFolders', ...segments.slice(3)]);
  const isMessage = isIn('messages') && segments.length > 3 && segments[3]?.toLowerCase() !== 'delta';
  return isMessage ? segments.slice(2) : segments;
}

function match(parts: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== segments.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) names[name] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return names;
}
