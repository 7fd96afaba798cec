import { createHook } from 'node:async_hooks';
import { after } from 'node:test';

// node:test follows each promise and timer back to its test, to put an error that nobody catches under that test's name. It
// takes a seventh of all processor time. Without it the error is printed and fails the process. Tests that are named on the
// command line do not import this, and have the name.

const hooks: { enable(): unknown } = Object.getPrototypeOf(createHook({}));
const { enable } = hooks;
hooks.enable = function () {
  return this;
};
// The first call of node:test makes it begin to follow.
after(() => undefined);
hooks.enable = enable;
