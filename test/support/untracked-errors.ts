import { createHook } from 'node:async_hooks';
import { after } from 'node:test';

// node:test follows each promise and timer back to its test: while files are loaded, to know whose suite a test stands in, and
// then to put an error that nobody catches under the name of its test. The second takes a seventh of all processor time.

interface Hook {
  enable(): Hook;
  disable(): Hook;
}

const followers: Hook[] = [];
const hooks: Hook = Object.getPrototypeOf(createHook({}));
const { enable } = hooks;
hooks.enable = function () {
  followers.push(this);
  return enable.call(this);
};
// The first call of node:test makes it begin to follow.
after(() => undefined);
hooks.enable = enable;

/**
 * For when all tests are known. From then on an error that nobody catches is printed without a name, and fails the process.
 * Tests that are named on the command line run without this.
 */
export function stopFollowing(): void {
  for (const follower of followers) follower.disable();
}
