import type { DefineStmt, Node } from '@pgsql/types';
import type { FunctionObject, FunctionParameter } from '../../model/catalog.js';
import type { Effect } from '../../model/change.js';
import type { DataType } from '../../model/data-type.js';
import { resolveTypeName } from '../analyze/type-name.js';
import { addName } from '../catalog/names.js';
import { creationSchema, display, writtenList } from '../catalog/resolve.js';
import { newId, put, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { overloadsOf, sameInputs } from './create-function.js';
import { columnParts } from './raw-names.js';

const KEPT: Effect = { kind: 'none', reason: 'an aggregate exists only in the queries that call it' };

/** `CREATE AGGREGATE first (anyelement) (SFUNC = first_agg, STYPE = anyelement)`, or with BASETYPE among the options. */
export function createAggregate(draft: Draft, statement: DefineStmt): Effect {
  const written = writtenList(statement.defnames);
  const schema = creationSchema(draft, written);
  const options = new Map((statement.definition ?? []).flatMap((node) => ('DefElem' in node ? [[node.DefElem.defname?.toLowerCase() ?? '', node.DefElem.arg] as const] : [])));
  const parameters = parametersOf(draft, statement, options);
  const known = overloadsOf(draft, schema, written.name).find((object) => sameInputs(object, parameters));
  if (known && !(statement.replace && known.aggregate)) refuse(draft, 'duplicate-function', `function "${display(written)}" already exists with same argument types`, { name: written.name });
  const state = typeIn(draft, options.get('stype') ?? options.get('stype1'));
  const object: FunctionObject = {
    kind: 'function', id: known?.id ?? newId(draft), schema, name: written.name, language: 'internal', parameters, returnsSet: false, returnsTrigger: false, isProcedure: false, volatility: 'immutable', strict: false,
    body: draft.statement.text, aggregate: gives(draft, options), ...(state && { returns: state }),
  };
  put(draft, object);
  addName(draft, 'function', schema, written.name, { id: object.id });
  return KEPT;
}

type Options = ReadonlyMap<string, Node | undefined>;

function parametersOf(draft: Draft, { args, oldstyle }: DefineStmt, options: Options): readonly FunctionParameter[] {
  if (oldstyle) {
    const type = typeIn(draft, options.get('basetype'));
    return type ? [{ type, mode: 'in' }] : [];
  }
  const list = args?.[0];
  return list && 'List' in list ? (list.List.items ?? []).flatMap((node) => {
    const type = 'FunctionParameter' in node ? node.FunctionParameter.argType : undefined;
    return type ? [{ type: resolveTypeName(type, draft.catalog, { file: draft.statement.file }), mode: 'in' as const }] : [];
  }) : [];
}

function typeIn(draft: Draft, node: Node | undefined): DataType | undefined {
  return node && 'TypeName' in node ? resolveTypeName(node.TypeName, draft.catalog, { file: draft.statement.file }) : undefined;
}

/** What a strict function makes of the state and the next value, where that is one of them: the state begins with the first value that is not NULL. */
function gives(draft: Draft, options: Options): NonNullable<FunctionObject['aggregate']> {
  const made = options.get('sfunc') ?? options.get('sfunc1');
  const name = made && 'TypeName' in made ? writtenList(made.TypeName.names) : undefined;
  if (!name || options.has('finalfunc') || options.has('initcond') || options.has('initcond1')) return 'other';
  const [step, ...others] = overloadsOf(draft, name.schema, name.name).filter(({ parameters }) => parameters.length === 2);
  const place = step?.strict && others.length === 0 ? selected(step) : 0;
  return place === 1 ? 'first' : place === 2 ? 'last' : 'other';
}

/** `SELECT $1`: the place of the parameter that a function gives, from 1, or 0. */
function selected({ statements: [only, ...others] = [], parameters }: FunctionObject): number {
  const select = only && others.length === 0 && 'SelectStmt' in only.node ? only.node.SelectStmt : undefined;
  const [target, ...more] = select && !select.fromClause && !select.whereClause ? (select.targetList ?? []) : [];
  const value = target && more.length === 0 && 'ResTarget' in target ? target.ResTarget.val : undefined;
  const [name, ...rest] = columnParts(value) ?? [];
  return rest.length > 0 ? 0 : parameters.findIndex((parameter, i) => name === `$${i + 1}` || (name !== undefined && parameter.name === name)) + 1;
}
