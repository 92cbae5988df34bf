import type { FunctionRow, Operand, OperatorRow, Render, RenderContext } from '../dialect.js';
import { fill, PRECEDENCE, type Sql } from '../sql.js';
import { moment } from './moments.js';
import { emulated } from './row.js';

const LOW = "nullif(trim(substr({1}, 2, instr({1}, ',') - 2), '\"'), '')";
const HIGH = "nullif(trim(substr({1}, instr({1}, ',') + 1, length({1}) - instr({1}, ',') - 1), '\"'), '')";

/** A bound of a range in the form in which values of its type are kept; NULL where there is none. */
function boundOf(range: Operand, template: string, context: Pick<RenderContext, 'mapping'>): Sql | undefined {
  const found = fill(template, [range.sql]);
  switch (range.type.kind === 'base' ? range.type.name : '') {
    case 'int4range':
    case 'int8range':
      return fill('CAST({1} AS INTEGER)', [found]);
    case 'numrange':
      return fill('CAST({1} AS REAL)', [found]);
    case 'daterange':
      return found;
    case 'tsrange':
      return moment(found, [], context.mapping);
    case 'tstzrange':
      return moment(fill("replace({1}, '+00', '')", [found]), [], context.mapping);
    default:
      return undefined;
  }
}

/** lower() and upper() of a range that is kept as text. */
function bound(template: string): FunctionRow {
  return emulated(['range'], ([value], context) => {
    const found = value && boundOf(value, `iif({1} = 'empty', NULL, ${template})`, context);
    return found && { ...found, ...(context.mapping === 'exact' && context.result.family === 'numeric' && { real: true }) };
  });
}

export const LOWER = bound(LOW);
export const UPPER = bound(HIGH);

interface Bounds {
  readonly low: Sql;
  readonly high: Sql;
  readonly sql: Sql;
}

function boundsOf(range: Operand | undefined, context: RenderContext): Bounds | undefined {
  const [low, high] = [range && boundOf(range, LOW, context), range && boundOf(range, HIGH, context)];
  return range && low && high && { low, high, sql: range.sql };
}

/** Whether one range begins before the other ends; bounds that are not there are at the ends of everything. */
function under(below: Bounds, above: Bounds): Sql {
  return fill("({1} IS NULL OR {2} IS NULL OR {1} < {2} OR ({1} = {2} AND {3} GLOB '[[]*' AND {4} GLOB '*]'))", [below.low, above.high, below.sql, above.sql]);
}

/** `during && other` */
const overlaps: Render = ([left, right], context) => {
  const [a, b] = [boundsOf(left, context), boundsOf(right, context)];
  return a && b && fill("iif({1} IS NULL OR {2} IS NULL, NULL, {1} <> 'empty' AND {2} <> 'empty' AND {3} AND {4})", [a.sql, b.sql, under(a, b), under(b, a)]);
};

/** What is asked of two ranges with values; {1} and {2} are the ranges, {3} and {4} the bounds of the first, {5} and {6} those of the second. */
const asked = (holds: string, turned = false): Render => ([left, right], context) => {
  const [a, b] = turned ? [boundsOf(right, context), boundsOf(left, context)] : [boundsOf(left, context), boundsOf(right, context)];
  return a && b && fill(`iif({1} IS NULL OR {2} IS NULL, NULL, {1} <> 'empty' AND {2} <> 'empty' AND ${holds})`, [a.sql, b.sql, a.low, a.high, b.low, b.high]);
};

/** One ends where the other begins, and the bound belongs to one of them only. */
const MEETS = "coalesce(({4} = {5} AND ({1} GLOB '*]') <> ({2} GLOB '[[]*')) OR ({6} = {3} AND ({2} GLOB '*]') <> ({1} GLOB '[[]*')), 0)";
const LEFT_OF = "coalesce({4} < {5} OR ({4} = {5} AND NOT ({1} GLOB '*]' AND {2} GLOB '[[]*')), 0)";
const ENDS_WITHIN = "({6} IS NULL OR coalesce({4} < {6} OR ({4} = {6} AND NOT ({1} GLOB '*]' AND {2} GLOB '*)')), 0))";
const BEGINS_WITHIN = "({5} IS NULL OR coalesce({3} > {5} OR ({3} = {5} AND NOT ({1} GLOB '[[]*' AND {2} GLOB '(*')), 0))";

const LOW_TEXT = (index: number): string => `substr({${index}}, 1, instr({${index}}, ',') - 1)`;
const HIGH_TEXT = (index: number): string => `substr({${index}}, instr({${index}}, ','))`;

/** `a * b`: from the later beginning to the earlier end, each as it is written. */
const intersection: Render = ([left, right], context) => {
  const [a, b] = [boundsOf(left, context), boundsOf(right, context)];
  if (!a || !b) return undefined;
  const low = `iif({5} IS NULL OR {3} > {5} OR ({3} = {5} AND {1} GLOB '(*'), ${LOW_TEXT(1)}, ${LOW_TEXT(2)})`;
  const high = `iif({6} IS NULL OR {4} < {6} OR ({4} = {6} AND {1} GLOB '*)'), ${HIGH_TEXT(1)}, ${HIGH_TEXT(2)})`;
  return fill(`iif({1} IS NULL OR {2} IS NULL, NULL, iif({1} <> 'empty' AND {2} <> 'empty' AND {7} AND {8}, ${low} || ${high}, 'empty'))`, [a.sql, b.sql, a.low, a.high, b.low, b.high, under(a, b), under(b, a)]);
};

/** `during @> now()` */
function contains(range: Operand | undefined, value: Operand | undefined, context: RenderContext): Sql | undefined {
  const bounds = boundsOf(range, context);
  if (!value || !bounds) return undefined;
  const one = value.family === 'numeric' && context.mapping === 'exact' && !value.sql.real ? fill('CAST({1} AS REAL)', [value.sql]) : value.sql;
  return fill("iif({1} IS NULL OR {2} IS NULL, NULL, {1} <> 'empty' AND ({3} IS NULL OR {3} < {2} OR ({3} = {2} AND {1} GLOB '[[]*')) AND ({4} IS NULL OR {2} < {4} OR ({4} = {2} AND {1} GLOB '*]')))", [bounds.sql, one, bounds.low, bounds.high]);
}

function ofTwo(render: Render): readonly OperatorRow[] {
  return [{ args: ['range', 'range'], render, verdict: 'emulated' }];
}

const VALUES = ['int', 'numeric', 'moment'] as const;

/** Of values and ranges, and of ranges that share a value; by name, as those of other types are (https://www.postgresql.org/docs/18/functions-range.html). */
export const RANGE_OPERATORS: Readonly<Record<'@>' | '<@' | '&&' | '<<' | '>>' | '-|-' | '&<' | '&>' | '*', readonly OperatorRow[]>> = {
  '@>': VALUES.map((family) => ({ args: ['range', family], render: ([range, value], context) => contains(range, value, context), verdict: 'emulated' })),
  '<@': VALUES.map((family) => ({ args: [family, 'range'], render: ([value, range], context) => contains(range, value, context), verdict: 'emulated' })),
  '&&': ofTwo(overlaps),
  '<<': ofTwo(asked(LEFT_OF)),
  '>>': ofTwo(asked(LEFT_OF, true)),
  '-|-': ofTwo(asked(MEETS)),
  '&<': ofTwo(asked(ENDS_WITHIN)),
  '&>': ofTwo(asked(BEGINS_WITHIN)),
  '*': ofTwo(intersection),
};

/** A bound as Postgres prints it inside a range; moments have a blank, and so quotes. */
function boundText(value: Operand): Sql | undefined {
  switch (value.family) {
    case 'int':
      return fill('CAST({1} AS TEXT)', [value.sql]);
    case 'date':
      return value.sql;
    case 'timestamp':
      return fill(`'"' || {1} || '"'`, [moment(value.sql, [], 'classic')]);
    case 'timestamptz':
      return fill(`'"' || {1} || '+00"'`, [moment(value.sql, [], 'classic')]);
    default:
      return undefined;
  }
}

/** The next value of a type whose values can be counted; ranges of them are kept with the lower bound and without the upper one. */
function next(value: Sql, { family }: Operand): Sql {
  return family === 'date' ? fill("date({1}, '+1 day')", [value]) : fill('{1} + 1', [value]);
}

const FORMS: ReadonlySet<unknown> = new Set(['[)', '[]', '(]', '()']);
const DISORDERED = "json('range lower bound must be less than or equal to range upper bound')";

/** `tstzrange(a, b)`, `daterange(a, b, '[]')`: NULL is no bound. */
const made: Render = ([low, high, form]) => {
  const written = form === undefined ? '[)' : form.constant;
  if (!low || !high || typeof written !== 'string' || !FORMS.has(written)) return undefined;
  const [opened, closed] = [written.startsWith('('), written.endsWith(']')];
  const discrete = low.family === 'int' || low.family === 'date';
  const [first, last] = [discrete && opened ? next(low.sql, low) : low.sql, discrete && closed ? next(high.sql, high) : high.sql];
  const [from, to] = [boundText({ ...low, sql: first }), boundText({ ...high, sql: last })];
  if (!from || !to) return undefined;
  const [open, close] = discrete ? ['[', ')'] : [written.charAt(0), written.charAt(1)];
  const lower = side(low, "'('", `'${open}' || {3}`, '{1}');
  const upper = side(high, "')'", `{4} || '${close}'`, '{2}');
  const text = `${lower} || ',' || ${upper}`;
  if (low.constant === null || high.constant === null) return { ...fill(text, [low.sql, high.sql, from, to]), precedence: PRECEDENCE.concat };
  // Of bounds that are in order these leave nothing between them.
  const empty = discrete ? '{5} >= {6}' : '{1} = {2}';
  const whole = written === '[]' ? text : `iif(${empty}, 'empty', ${text})`;
  return fill(`iif({1} > {2}, ${DISORDERED}, ${whole})`, [low.sql, high.sql, from, to, first, last]);
};

/** One end, which is open where its bound is NULL. */
function side({ constant }: Operand, open: string, bounded: string, bound: string): string {
  if (constant === null) return open;
  return constant === undefined ? `iif(${bound} IS NULL, ${open}, ${bounded})` : bounded;
}

/** Ranges are kept as Postgres prints them (https://www.postgresql.org/docs/18/functions-range.html). */
export const RANGE_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  ...Object.fromEntries(['int4range', 'int8range', 'tsrange', 'tstzrange', 'daterange'].map((name) => [name, [emulated(['any', 'any'], made), emulated(['any', 'any', 'any'], made)]])),
  isempty: [emulated(['range'], "{1} = 'empty'")],
  lower_inf: [emulated(['range'], "{1} GLOB '(,*'")],
  upper_inf: [emulated(['range'], "{1} GLOB '*,)'")],
  lower_inc: [emulated(['range'], "{1} GLOB '[[]*'")],
  upper_inc: [emulated(['range'], "{1} GLOB '*]'")],
};
