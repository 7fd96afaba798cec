/** What Node makes of a pipe: it writes without waiting, and what the reader has no room for yet is lost at `process.exit`. */
interface Pipe {
  setBlocking?(isBlocking: boolean): void;
}

// A process of tests ends itself when its tests have ended (--test-force-exit). A runner that is behind with reading would
// never hear of the last ones, and of a failure among them only that there was one.
(process.stdout as { readonly _handle?: Pipe })._handle?.setBlocking?.(true);
