import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { AppError } from '../errors.ts';
import type { WebContext } from './context.ts';

const minute = 60_000;
const limits = [
  { span: minute, count: 10 },
  { span: 24 * 60 * minute, count: 50 },
];
const mostAddresses = 10_000;

/** Counts failed sign-ins by address: ten a minute, fifty a day. Kept in memory; a restart forgets. */
export function createSignInLimit(now: () => number = Date.now) {
  const failures = new Map<string, number[]>();
  return {
    /** @throws AppError unavailable that says when to come back */
    check(address: string): void {
      const times = failures.get(address) ?? [];
      for (const { span, count } of limits) {
        const recent = times.filter((time) => time > now() - span);
        const oldest = recent[0];
        if (recent.length < count || oldest === undefined) continue;
        const seconds = Math.ceil((oldest + span - now()) / 1000);
        throw new AppError(
          'unavailable',
          `Too many failed sign-ins from your address; try again in ${seconds} seconds.`,
        );
      }
    },
    fail(address: string): void {
      if (failures.size >= mostAddresses) failures.delete(failures.keys().next().value ?? '');
      const times = (failures.get(address) ?? []).filter((time) => time > now() - 24 * 60 * minute);
      failures.set(address, [...times, now()].slice(-50));
    },
  };
}

/** @returns the peer's address; X-Forwarded-For counts only behind a trusted proxy, and of it the entry the proxy added. */
export function clientAddress(c: Context, web: WebContext): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  if (web.trustProxy && forwarded !== undefined && forwarded !== '') return forwarded;
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? 'unknown';
}
