import { runBundle } from '../../../src/sea.ts';

// The main script of an executable that makes one import (test/bench/import-once) and is its own parser process.
void runBundle(process.argv[2] === 'parser' ? 'parser-process' : 'import-once');
