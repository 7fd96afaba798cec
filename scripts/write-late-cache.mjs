// Compiles a bundle as V8 will find it in a thread that starts when the program is there: node write-late-cache.mjs SOURCE CACHE
// In a process of its own: what V8 has been told once cannot be taken back for what is compiled next.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Script } from 'node:vm';
import { setLateOptions } from '../src/late-options.ts';

const [source, cache] = process.argv.slice(2);
setLateOptions();
const script = new Script(readFileSync(source, 'latin1'), { filename: basename(source) });
writeFileSync(cache, script.createCachedData());
