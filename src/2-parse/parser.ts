import type * as LibPgQuery from 'libpg-query';

/** Loaded on demand: compiling the grammar's WebAssembly is the larger part of a cold start. */
const parser: { loading?: Promise<void>; module?: typeof LibPgQuery } = {};

/** Compiles Postgres' grammar once for the process. Call it before `parse`; further calls are free. */
export function loadParser(): Promise<void> {
  parser.loading ??= import('libpg-query').then(async (module) => {
    await module.loadModule();
    parser.module = module;
  });
  return parser.loading;
}

/** @throws when `loadParser` was not awaited: an error in this program, not in the input. */
export function loadedParser(): typeof LibPgQuery {
  if (!parser.module) throw new Error('await loadParser() before parsing');
  return parser.module;
}
