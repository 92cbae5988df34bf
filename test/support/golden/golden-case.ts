import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mapping } from '../../../src/model/dialect.js';
import type { Migration, Script } from '../../../src/model/migration.js';
import type { Volatile } from '../facts/compare-rows.js';

/** A directory of `fixtures/<family>/<case>/`, read. */
export interface GoldenCase {
  /** `family/case` */
  readonly name: string;
  readonly directory: string;
  /** `before.pg.sql`, `seed.sql`: what is there when the input runs. */
  readonly before: readonly Script[];
  readonly input: Script;
  /** `after.sql`: data statements after the input, which show that keys, actions and counters still work. */
  readonly after?: Script;
  /** `rejects.sql`: one statement a line that every database must refuse after the input. */
  readonly rejects: readonly string[];
  readonly options: GoldenOptions;
}

/** `options.json` */
export interface GoldenOptions {
  /** Default `classic`. */
  readonly mapping?: Mapping;
  readonly volatile?: Readonly<Record<string, Volatile>>;
  /** Indexes and CHECKs that the targets leave out with a warning (lossy-index, lossy-check). */
  readonly leftOut?: readonly string[];
  /** Partial indexes whose predicates they leave out (lossy-index-predicate). */
  readonly overAllRows?: readonly string[];
  /** Postgres refuses the input, and so must the targets: its message. A case without this must run. */
  readonly fails?: string;
  /** The product refuses the input although Postgres takes it: the reason. */
  readonly refused?: string;
}

/** All cases below a directory, in order of their names. */
export function readGoldenCases(root: string): readonly GoldenCase[] {
  return directories(root).flatMap((family) => directories(join(root, family)).map((name) => readCase(root, `${family}/${name}`)));
}

function directories(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
}

function readCase(root: string, name: string): GoldenCase {
  const directory = join(root, name);
  const read = (file: string): string | undefined => (existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8') : undefined);
  const script = (file: string): Script | undefined => {
    const text = read(file);
    return text === undefined ? undefined : asScript(file, text);
  };
  const input = script('input.pg.sql');
  if (!input) throw new Error(`${directory} has no input.pg.sql`);
  const after = script('after.sql');
  return {
    name,
    directory,
    before: [script('before.pg.sql'), script('seed.sql')].filter((one) => one !== undefined),
    input,
    ...(after && { after }),
    rejects: (read('rejects.sql') ?? '').split('\n').filter((line) => line.trim() !== ''),
    options: JSON.parse(read('options.json') ?? '{}') as GoldenOptions,
  };
}

export function asScript(file: string, text: string): Script {
  return { file, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') };
}

/** The scripts as successive migrations. */
export function asMigrations(scripts: readonly Script[]): readonly Migration[] {
  return scripts.map((up, i) => ({ name: `${i + 1}_${up.file}`, version: String(i + 1), up, overrides: {} }));
}
