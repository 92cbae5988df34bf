#!/usr/bin/env node
import { runProgram } from './program.js';

// Not process.exit(): what is still being written to a pipe must get out.
process.exitCode = await runProgram(process.argv.slice(2));
