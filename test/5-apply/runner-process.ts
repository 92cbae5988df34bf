import { readSync } from 'node:fs';
import { runRunner } from './runner.js';

/** `node runner-process.js <kind> <place> <length> [paced]`: with `paced` it goes on when a byte comes in. */
const [, , kind, place, length, paced] = process.argv;
const byte = Buffer.alloc(1);
await runRunner(String(kind), String(place), Number(length), paced === undefined ? undefined : () => void readSync(0, byte));
