import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { analyzedTypes, catalogOf, startJudge } from './judge.js';
import { randomExpression } from './random-expression.js';
import { SCHEMA } from './schema.js';
test('scan', async () => {
  const judge = await startJudge(SCHEMA); const catalog = await catalogOf(SCHEMA);
  const out: string[] = []; let same = 0, ok = 0;
  for (const e of fc.sample(randomExpression, Number(process.env['N'] ?? 4000))) {
    const sql = `SELECT ${e} FROM samples`;
    let ours; try { ours = analyzedTypes(sql, catalog); } catch (error) { ours = { error: 'CRASH ' + String((error as Error).stack).slice(0, 300) }; }
    const truth = await judge.prepared(sql);
    if ('error' in truth && truth.state.startsWith('22') && 'types' in ours) continue;
    const a = JSON.stringify(ours), b = JSON.stringify('error' in truth ? { error: truth.error } : truth);
    if (a === b) { same++; if ('types' in truth) ok++; } else out.push(`${e.length} ${e}\n   ours ${a}\n   pg   ${b}`);
  }
  writeFileSync('/tmp/pa/scan.txt', `same ${same} (typed ${ok}) different ${out.length}\n` + out.sort((x, y) => parseInt(x) - parseInt(y)).join('\n'));
  await judge.close();
}, 600000);
