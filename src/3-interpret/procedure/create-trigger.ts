import type { CreateTrigStmt, Node } from '@pgsql/types';
import type { Table, Trigger, View } from '../../model/catalog.js';
import { viewAsTable } from '../../model/catalog-lookup.js';
import type { Effect } from '../../model/change.js';
import { NEW_ROW, OLD_ROW } from '../../model/trigger-program.js';
import { overloadsOf } from './create-function.js';
import { bodyScope, newCounter, type BodyItem } from './body-scope.js';
import { fold } from './fold.js';
import { builtInTrigger } from './trigger/built-in.js';
import { OVERRIDE } from './trigger/lower-for-statement.js';
import { lowerTrigger } from './trigger/lower-trigger.js';
import { requireShape } from './trigger-shape.js';
import { display, findRelation, stringOf, unknownRelation, writtenList, writtenRange } from '../catalog/resolve.js';
import { newPartId, put, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';

/** pg_trigger.tgtype */
const BEFORE = 2;
const INSTEAD = 64;
const TRUNCATE = 32;
const EVENTS = [[4, 'insert'], [8, 'delete'], [16, 'update'], [32, 'truncate']] as const;

/** `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER name BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW WHEN (..) EXECUTE FUNCTION f('x')` */
export function createTrigger(draft: Draft, statement: CreateTrigStmt): Effect | undefined {
  const written = writtenRange(statement.relation);
  const found = findRelation(draft, written);
  const relation = found?.object;
  if (!found || !relation) return unknownRelation(draft, written);
  if (found.kind === 'index' || (relation.kind !== 'table' && relation.kind !== 'view')) return refuse(draft, 'wrong-object-type', `relation "${written.name}" cannot have triggers`, { name: written.name, at: written.at });
  if (found.partition) return refuse(draft, 'unsupported-statement', `a trigger of the partition "${written.name}" alone cannot be carried over: its rows are in "${relation.name}"`, { name: written.name, at: written.at, help: `Create it for "${relation.name}".` });
  const name = statement.trigname ?? '';
  const known = relation.triggers.find((trigger) => trigger.name === name);
  if (known && !statement.replace) {
    return refuse(draft, 'duplicate-trigger', `trigger "${name}" for relation "${relation.name}" already exists`, { name });
  }
  requireTiming(draft, statement, relation);
  const table = relation.kind === 'view' ? viewAsTable(relation) : relation;
  const trigger = triggerOf(draft, statement, table, known?.id ?? newPartId(draft), triggerFunction(draft, statement));
  requireShape(draft, statement, trigger, table);
  const triggers = known ? relation.triggers.map((old) => (old === known ? trigger : old)) : [...relation.triggers, trigger];
  put(draft, { ...relation, triggers: triggers.map((each) => (each === trigger ? { ...trigger, program: lowerTrigger(trigger, table, draft.catalog, draft.services.parser) } : each)) });
  return undefined;
}

/** Tables have BEFORE and AFTER, views INSTEAD OF for rows (CreateTriggerFiringOn). */
function requireTiming(draft: Draft, { timing = 0, row, columns, whenClause, events = 0, trigname }: CreateTrigStmt, relation: Table | View): void {
  const reject = (message: string, help: string): never => refuse(draft, 'wrong-object-type', message, { name: trigname ?? relation.name, help });
  const instead = (timing & INSTEAD) !== 0;
  if (relation.kind === 'table') {
    if (instead) reject(`"${relation.name}" is a table`, 'Tables cannot have INSTEAD OF triggers.');
    return;
  }
  if (relation.materialized) reject(`relation "${relation.name}" cannot have triggers`, 'This operation is not supported for materialized views.');
  if (!instead && row) reject(`"${relation.name}" is a view`, 'Views cannot have row-level BEFORE or AFTER triggers.');
  if (events & TRUNCATE) reject(`"${relation.name}" is a view`, 'Views cannot have TRUNCATE triggers.');
  if (!instead) return reject(`trigger "${trigname ?? ''}" on view "${relation.name}" cannot be carried over`, OVERRIDE);
  if (!row) reject('INSTEAD OF triggers must be FOR EACH ROW', 'Write FOR EACH ROW.');
  if (whenClause) reject('INSTEAD OF triggers cannot have WHEN conditions', 'Write the condition as IF in the function.');
  if (columns && columns.length > 0) reject('INSTEAD OF triggers cannot have column lists', 'Compare NEW with OLD in the function.');
}

function triggerFunction(draft: Draft, statement: CreateTrigStmt): Trigger['function'] {
  const written = writtenList(statement.funcname);
  const object = overloadsOf(draft, written.schema, written.name).find(({ parameters }) => parameters.length === 0);
  const builtIn = object ? undefined : builtInTrigger(written.schema, written.name, draft.catalog);
  if (builtIn !== undefined) return builtIn;
  if (!object) return refuse(draft, 'unknown-function', `function ${display(written)}() does not exist`, { name: written.name });
  if (!object.returnsTrigger) return refuse(draft, 'wrong-object-type', `function ${display(written)} must return type trigger`, { name: written.name });
  return object.id;
}

function triggerOf(draft: Draft, statement: CreateTrigStmt, table: Table, id: number, fn: Trigger['function']): Trigger {
  const timing = statement.timing ?? 0;
  const bits = statement.events ?? 0;
  const when = statement.whenClause && conditionOf(draft, statement.whenClause, table);
  const transition = transitionOf(statement);
  return {
    id,
    name: statement.trigname ?? '',
    timing: timing & INSTEAD ? 'instead of' : timing & BEFORE ? 'before' : 'after',
    events: EVENTS.flatMap(([bit, event]) => (bits & bit ? [event] : [])),
    columns: (statement.columns ?? []).map((node) => columnOf(draft, node, table)),
    level: statement.row ? 'row' : 'statement',
    ...(when && { when }),
    ...(transition && { transition }),
    function: fn,
    args: (statement.args ?? []).map(stringOf),
    enabled: draft.catalog.replica !== true,
    ...(draft.catalog.replica && { waits: true as const }),
    ...(statement.isconstraint && statement.initdeferred && { deferred: true as const }),
    ...nativeOf(draft),
  };
}

/** Only the name is read from the target's own SQL: a rebuild has to drop the trigger and make it again. */
const NATIVE_NAME = /^\s*CREATE\s+TRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"((?:[^"]|"")+)"|(\w+))/i;

/** `/* transmigrate sqlite: CREATE TRIGGER .. *\/` above the statement. */
function nativeOf({ statement }: Draft): Pick<Trigger, 'native'> {
  const native = (statement.directives ?? []).flatMap((directive) =>
    directive.kind !== 'native' ? [] : directive.statements.flatMap(({ sql }) => {
      const [, quoted, bare] = NATIVE_NAME.exec(sql) ?? [];
      const name = quoted?.replaceAll('""', '"') ?? bare;
      return name === undefined ? [] : [{ targets: directive.targets, name, sql }];
    }),
  );
  return native.length > 0 ? { native } : {};
}

/** `REFERENCING OLD TABLE AS gone NEW TABLE AS fresh` */
function transitionOf({ transitionRels }: CreateTrigStmt): Trigger['transition'] {
  const tables = (transitionRels ?? []).flatMap((node) => ('TriggerTransition' in node ? [node.TriggerTransition] : []));
  const [fresh, gone] = [tables.find(({ isNew }) => isNew)?.name, tables.find(({ isNew }) => !isNew)?.name];
  return tables.length === 0 ? undefined : { ...(gone !== undefined && { old: gone }), ...(fresh !== undefined && { new: fresh }) };
}

function columnOf(draft: Draft, node: Node, table: Table): number {
  const name = stringOf(node);
  const column = table.columns.find((candidate) => candidate.name === name);
  return column?.id ?? refuse(draft, 'unknown-column', `column "${name}" of relation "${table.name}" does not exist`, { name });
}

/** WHEN sees NEW and OLD only. */
function conditionOf(draft: Draft, node: Node, table: Table | View) {
  const row = (name: string, source: number): BodyItem => ({ name, source, columns: table.columns, rowType: { kind: 'composite', id: table.id } });
  const { file } = draft.statement;
  const scope = bodyScope(draft.catalog, file, [row('new', NEW_ROW), row('old', OLD_ROW)], newCounter(draft.catalog, file));
  return fold(scope.condition(node, 'WHEN'));
}
