#!/usr/bin/env node
import { runProgram } from './program.js';

// `transmigrate check | head`: who stops reading wants no more, and no stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit(): what is still being written to a pipe must get out.
process.exitCode = await runProgram(process.argv.slice(2));
