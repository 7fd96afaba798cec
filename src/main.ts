import { isMainThread } from 'node:worker_threads';
import { runBundle } from './sea.ts';

// What every process and thread of the executable begins with. It holds nothing itself: a parser process must start fast
// and stay small, so each loads only its own bundle.
const word = process.argv[2] ?? '';
const mainBundle = word === 'parser' ? 'parser-process' : 'program';
void runBundle(isMainThread ? mainBundle : word);
