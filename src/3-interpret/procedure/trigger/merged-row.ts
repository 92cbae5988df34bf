import type { DeleteStmt, InsertStmt, MergeStmt, MergeWhenClause, Node, SelectStmt, UpdateStmt } from '@pgsql/types';
import type { ExecuteSql, ProcedureStatement } from '../../../model/procedure.js';
import { columnParts } from '../raw-names.js';

const SELECT: SelectStmt = { op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' };
const ONE: Node = { ResTarget: { val: { A_Const: { ival: { ival: 1 } } } } };

/**
 * `MERGE INTO totals t USING (SELECT NEW.k, NEW.n) s ON t.k = s.k WHEN MATCHED THEN UPDATE .. WHEN NOT MATCHED THEN INSERT ..` as
 * `IF EXISTS (matches) THEN UPDATE .. ELSE INSERT .. END IF`: its source is one row. Undefined for others, and where a change decides about what comes after it.
 */
export function mergedRow(sql: ExecuteSql, { relation, sourceRelation, joinCondition, mergeWhenClauses = [], returningClause, withClause }: MergeStmt): ProcedureStatement | undefined {
  if (!relation || !sourceRelation || !joinCondition || returningClause || withClause || !isOneRow(sourceRelation)) return undefined;
  const clauses = mergeWhenClauses.flatMap((clause) => ('MergeWhenClause' in clause ? [clause.MergeWhenClause] : []));
  const matched = clauses.filter(({ matchKind }) => matchKind === 'MERGE_WHEN_MATCHED');
  const missing = clauses.filter(({ matchKind }) => matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET');
  if (matched.length + missing.length < clauses.length || decidesAboutLater(matched, joinCondition) || missing.some(({ values, override }) => !values || (override && override !== 'OVERRIDING_NOT_SET'))) return undefined;
  const { span } = sql;
  const target: Node = { RangeVar: relation };
  const statement = (node: Node): ProcedureStatement => ({ kind: 'sql', span, strict: false, statement: { ...sql.statement, node } });
  const changes = eachInTurn(matched, (clause, asked) => statement(changeOf(clause, { relation, sourceRelation, whereClause: allOf([joinCondition, ...asked]) })));
  const inserts = eachInTurn(missing, (clause, asked) => statement(insertOf(clause, relation, sourceRelation, asked)));
  const matches: Node = { SubLink: { subLinkType: 'EXISTS_SUBLINK', subselect: { SelectStmt: { ...SELECT, targetList: [ONE], fromClause: [target, sourceRelation], whereClause: joinCondition } } } };
  return { kind: 'if', span, branches: [{ condition: { node: matches, span }, statements: changes }], otherwise: inserts };
}

/** `(SELECT NEW.k AS k, ..) AS s`, `(VALUES (NEW.k, ..)) AS s(k, ..)` */
function isOneRow(source: Node): boolean {
  const query = 'RangeSubselect' in source ? source.RangeSubselect.subquery : undefined;
  const select = query && 'SelectStmt' in query ? query.SelectStmt : undefined;
  return select !== undefined && !select.larg && !select.withClause && !select.limitCount && (select.valuesLists ? select.valuesLists.length === 1 : !select.fromClause && !select.whereClause && !JSON.stringify(select.targetList ?? []).includes('"FuncCall"'));
}

/** A column that one clause changes is asked for by the next one, or by what matches. */
function decidesAboutLater(matched: readonly MergeWhenClause[], joinCondition: Node): boolean {
  return matched.some(({ targetList = [], commandType }, i) => {
    if (commandType !== 'CMD_UPDATE') return false;
    const changed = targetList.flatMap((target) => ('ResTarget' in target && target.ResTarget.name !== undefined ? [target.ResTarget.name] : []));
    const later = matched.slice(i + 1);
    const asked = [joinCondition, ...(later.length > 0 ? matched.flatMap(({ condition }) => condition ?? []) : [])];
    return asked.some((condition) => namesIn(condition).some((name) => changed.includes(name)));
  });
}

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'ColumnRef' in value ? columnParts(value as Node)?.at(-1) : undefined;
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(namesIn)];
}

/** Each clause takes what no clause before it takes. */
function eachInTurn(clauses: readonly MergeWhenClause[], make: (clause: MergeWhenClause, asked: readonly Node[]) => ProcedureStatement): readonly ProcedureStatement[] {
  const earlier: Node[] = [];
  const made: ProcedureStatement[] = [];
  for (const clause of clauses) {
    const { condition, commandType } = clause;
    if (commandType !== 'CMD_NOTHING') made.push(make(clause, [...earlier, ...(condition ? [condition] : [])]));
    if (!condition) return made;
    earlier.push({ BooleanTest: { arg: condition, booltesttype: 'IS_NOT_TRUE' } });
  }
  return made;
}

interface Parts {
  readonly relation: NonNullable<MergeStmt['relation']>;
  readonly sourceRelation: Node;
  readonly whereClause: Node;
}

function changeOf({ commandType, targetList }: MergeWhenClause, { relation, sourceRelation, whereClause }: Parts): Node {
  if (commandType === 'CMD_DELETE') return { DeleteStmt: { relation, usingClause: [sourceRelation], whereClause } satisfies DeleteStmt };
  return { UpdateStmt: { relation, ...(targetList && { targetList }), fromClause: [sourceRelation], whereClause } satisfies UpdateStmt };
}

function insertOf({ targetList, values = [] }: MergeWhenClause, { alias: _alias, ...relation }: Parts['relation'], sourceRelation: Node, asked: readonly Node[]): Node {
  const select: SelectStmt = { ...SELECT, targetList: values.map((val): Node => ({ ResTarget: { val } })), fromClause: [sourceRelation], ...(asked.length > 0 && { whereClause: allOf(asked) }) };
  return { InsertStmt: { relation, ...(targetList && { cols: targetList }), selectStmt: { SelectStmt: select }, override: 'OVERRIDING_NOT_SET' } satisfies InsertStmt };
}

function allOf(conditions: readonly Node[]): Node {
  const [only] = conditions as [Node];
  return conditions.length === 1 ? only : { BoolExpr: { boolop: 'AND_EXPR', args: [...conditions] } };
}
