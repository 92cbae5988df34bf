import { createHash } from 'node:crypto';
import type { Migration, Script } from '../../src/model/migration.js';

function script(file: string, text: string): Script {
  return { file, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') };
}

/** A migration as it would be read from `name.sql` and `name.down.sql`. */
export function migration(name: string, up: string, down?: string): Migration {
  const version = name.split('_')[0] as string;
  return { name, version, up: script(`${name}.sql`, up), ...(down !== undefined && { down: script(`${name}.down.sql`, down) }), overrides: {} };
}

/** A history in which each migration leaves one trace: executed twice it would leave two, executed by half none. */
export function tracedHistory(length: number): readonly Migration[] {
  const first = migration('000_trace', 'CREATE TABLE trace (n integer NOT NULL);', 'DROP TABLE trace;');
  const others = Array.from({ length }, (_, index) => {
    const n = index + 1;
    const up = `CREATE TABLE part_${n} (id integer PRIMARY KEY, name text);\nINSERT INTO part_${n} (id, name) VALUES (1, 'a'), (2, 'b');\nALTER TABLE part_${n} ADD COLUMN size integer NOT NULL DEFAULT ${n};\nINSERT INTO trace (n) VALUES (${n});`;
    return migration(`${String(n).padStart(3, '0')}_part`, up, `DELETE FROM trace WHERE n = ${n};\nDROP TABLE part_${n};`);
  });
  return [first, ...others];
}
