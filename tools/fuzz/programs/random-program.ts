import { randomOf, type Random } from '../random.js';
import { randomFunction, randomTrigger, COLUMNS, type TriggerKind } from './random-body.js';
import { randomChecks } from './random-checks.js';
import { randomNested } from './random-nested.js';
import { manyRows, randomShape } from './random-shape.js';
import { randomStatements } from './random-statements.js';
import { randomValue, type Names } from './random-value.js';

const SCHEMA = `CREATE TABLE p (id int PRIMARY KEY, i int, n numeric(12,2), s text, b boolean, ts timestamp, d date, js jsonb, tags text[]);
CREATE TABLE log (tid int, what text, v int);
CREATE TABLE other (id int PRIMARY KEY, total int, label text);
INSERT INTO other VALUES (0, 5, 'zero'), (1, NULL, 'one'), (2, 7, NULL), (7, 1, 'seven');`;

const ROWS = [
  "(1, 7, 2.5, 'Bee', true, '2024-01-31 10:20:30', '2024-01-31', '{\"a\": 1}', '{a,Bee}')",
  "(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
  "(3, -3, 0, '', false, '2023-12-31 00:00:00', '2024-02-29', '{\"b\": \"x y\", \"a\": null}', '{}')",
  "(4, 1, 10.25, 'two words', true, '2024-02-29 23:59:59', '2023-12-31', '{}', '{x,NULL}')",
  "(5, 2, -1.5, 'it''s', NULL, '1999-06-15 06:07:08', NULL, '{\"a\": \"7\", \"c\": [1]}', NULL)",
];

const KINDS: readonly TriggerKind[] = [
  { timing: 'BEFORE', events: ['INSERT'] },
  { timing: 'BEFORE', events: ['UPDATE'] },
  { timing: 'BEFORE', events: ['INSERT', 'UPDATE'] },
  { timing: 'BEFORE', events: ['DELETE'] },
  { timing: 'AFTER', events: ['INSERT'] },
  { timing: 'AFTER', events: ['UPDATE'] },
  { timing: 'AFTER', events: ['INSERT', 'UPDATE'] },
  { timing: 'AFTER', events: ['DELETE'] },
  { timing: 'AFTER', events: ['INSERT', 'UPDATE', 'DELETE'] },
];

const IN_ROWS: Names = { int: ['id', 'i'], text: ['s'], numeric: ['n'], boolean: ['b'], timestamp: ['ts'], date: ['d'], jsonb: ['js'], 'text[]': ['tags'] };

/** Migrations of a round: tables, then one or two bodies, then statements about rows that make them run. */
export function randomProgram(seed: number): (place: number) => string | undefined {
  const migrations = migrationsOf(randomOf(seed));
  return (place) => migrations[place];
}

function migrationsOf(random: Random): readonly string[] {
  if (random.chance(0.3)) return [SCHEMA, `INSERT INTO p VALUES ${ROWS.join(', ')};`, randomFunction('f', random)];
  if (random.chance(0.1)) return randomChecks(random);
  if (random.chance(0.1)) return randomNested(random);
  if (random.chance(0.15)) return randomStatements(random);
  if (random.chance(0.5)) return shaped(random);
  const triggers = kindsOf(random).map((kind, i) => randomTrigger(`t${i}`, kind, random));
  return [SCHEMA, ...(random.chance(0.3) ? [`INSERT INTO p VALUES ${ROWS.slice(0, 2).join(', ')};`] : []), ...triggers, ...ROWS.map((row) => `INSERT INTO p VALUES ${row}${random.chance(0.3) ? ' ON CONFLICT (id) DO NOTHING' : ''};`), ...Array.from({ length: 4 }, () => randomChange(random))];
}

/** Triggers as people write them, and statements about several rows. */
function shaped(random: Random): readonly string[] {
  const shapes = Array.from({ length: 1 + random.below(2) }, (_, i) => randomShape(`t${i}`, random));
  const withView = shapes.some((shape) => shape.includes('CREATE VIEW'));
  // What reads back what it has counted shows in which order the rows came.
  const inOrder = shapes.some((shape) => /RETURNING|FROM other|FROM log|ROW_COUNT/u.test(shape));
  return [SCHEMA, `INSERT INTO p VALUES ${ROWS.slice(0, 3).join(', ')};`, ...shapes, ...ROWS.slice(3).map((row) => `INSERT INTO p VALUES ${row};`), ...Array.from({ length: 6 }, () => (random.chance(inOrder ? 0 : 0.6) ? manyRows(withView, random) : randomChange(random)))];
}

/** Often two or three at UPDATE, where what the first gives is there for the others. */
function kindsOf(random: Random): readonly TriggerKind[] {
  if (random.chance(0.6)) return Array.from({ length: 1 + random.below(2) }, () => random.pick(KINDS));
  const atUpdate = KINDS.filter(({ events }) => events.includes('UPDATE') && !events.includes('DELETE'));
  return [random.pick(atUpdate.filter(({ timing }) => timing === 'BEFORE')), ...Array.from({ length: 1 + random.below(2) }, () => random.pick(atUpdate))];
}

/** One row at a time: in which order many are changed is not promised, and what triggers write may show it. */
function randomChange(random: Random): string {
  const [column, type] = random.pick(Object.entries(COLUMNS));
  const where = `id = ${1 + random.below(5)} AND ${randomValue('boolean', IN_ROWS, 1, random)}`;
  return random.pick([
    () => `UPDATE p SET ${column} = ${randomValue(type, IN_ROWS, 1, random)} WHERE ${where};`,
    () => `UPDATE p SET i = coalesce(i, 0) + 1 WHERE ${where};`,
    () => `UPDATE p SET s = s, ${column} = ${column} WHERE ${where};`,
    () => `DELETE FROM p WHERE id = ${1 + random.below(5)};`,
    () => `INSERT INTO p (id, i, s) VALUES (${random.below(4)}, 9, 'again') ON CONFLICT (id) DO UPDATE SET i = excluded.i, s = p.s || excluded.s;`,
    () => `INSERT INTO p (id, i) SELECT id + 20, i FROM p WHERE ${where} ON CONFLICT DO NOTHING;`,
  ])();
}
