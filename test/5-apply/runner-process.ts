import { runRunner } from './runner.js';

/** `node runner-process.js <kind> <place> <length>` */
const [, , kind, place, length] = process.argv;
await runRunner(String(kind), String(place), Number(length));
