import type { ArgumentPattern, Family, Operand, RenderContext, Rendering, RowNote, RowVerdict } from '../../dialects/dialect.js';
import { fill, primary, type Sql } from '../../dialects/sql.js';

const GROUPS: Readonly<Record<string, readonly Family[]>> = {
  number: ['int', 'float', 'numeric'],
  string: ['text', 'citext', 'uuid', 'enum', 'other'],
  moment: ['timestamp', 'timestamptz', 'date'],
};

/** Whether argument families fit a row's pattern. */
export function matches(pattern: ArgumentPattern, families: readonly Family[]): boolean {
  const repeats = pattern.at(-1) === '...';
  const fixed = repeats ? pattern.slice(0, -1) : pattern;
  if (repeats ? families.length < fixed.length - 1 : families.length !== fixed.length) return false;
  return families.every((family, i) => accepts(fixed[Math.min(i, fixed.length - 1)], family));
}

function accepts(slot: ArgumentPattern[number] | undefined, family: Family): boolean {
  return slot === 'any' || slot === family || (slot !== undefined && (GROUPS[slot]?.includes(family) ?? false));
}

/** The parts that function, operator and cast rows share. */
interface Rule {
  readonly render: Rendering;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
  readonly hides?: readonly number[];
}

/** Renders the arguments by a row; undefined when the row refuses them. */
export function applyRule(rule: Rule, args: readonly Operand[], context: RenderContext): Sql | undefined {
  if (rule.note) context.note(rule.note);
  const { render } = rule;
  const chosen = typeof render === 'object' ? render[context.mapping] : render;
  const sql = typeof chosen === 'string' ? fill(chosen, args.map(({ sql: text }) => text)) : chosen(args, context);
  return sql && rule.hides ? passingNulls(sql, rule.hides.flatMap((place) => args[place - 1] ?? [])) : sql;
}

/** NULL where one of the arguments is; a constant needs no test. */
function passingNulls(sql: Sql, args: readonly Operand[]): Sql {
  if (args.some(({ constant }) => constant === null)) return primary('NULL');
  const tested = args.filter(({ constant }) => constant === undefined);
  if (tested.length === 0) return sql;
  return fill(`iif(${tested.map((_, i) => `{${i + 1}} IS NULL`).join(' OR ')}, NULL, {${tested.length + 1}})`, [...tested.map((arg) => arg.sql), sql]);
}
