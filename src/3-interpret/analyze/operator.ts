import { TEXT } from '../../model/base-types.js';
import type { Expr, Operator } from '../../model/expression.js';
import { coerceTo } from './coerce.js';
import { isPolymorphic } from './coercion.js';
import { matchArguments, selectCandidate } from './candidates.js';
import { pgOperator, pgOperators, pgType, type PgOperator } from './pg-tables.js';
import { resolvePolymorphic, type Resolved } from './polymorphic.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { baseKey, typeKey, typeOfKey, type TypeKey } from './type-key.js';
import { typeName } from './type-text.js';

/** An operator with its operands converted to what it is declared for (make_op). `left` is absent for prefix operators. */
export function makeOperator(name: string, left: Expr | undefined, right: Expr, scope: Scope, location?: number): Operator {
  const operands = left ? [left, right] : [right];
  const resolved = resolveOperator(name, operands.map((operand) => typeKey(operand.type)), scope, location);
  const converted = operands.map((operand, i) => coerceArgument(operand, resolved.args[i] ?? 'unknown', scope));
  const [first, second] = converted;
  if (!first) throw new Error('an operator has an operand');
  return {
    kind: 'operator',
    type: typeOfKey(resolved.result, scope.catalog),
    name,
    ...(second ? { left: first, right: second } : { right: first }),
    ...(location !== undefined && { at: location }),
  };
}

/** Converts an argument to the declared type; an untyped literal for `any` becomes text. */
export function coerceArgument(expr: Expr, key: TypeKey, scope: Scope): Expr {
  if (key === 'any' || isPolymorphic(key)) return typeKey(expr.type) === 'unknown' && expr.kind === 'literal' ? { ...expr, type: TEXT } : expr;
  return coerceTo(expr, typeOfKey(key, scope.catalog), scope);
}

/** The operator that Postgres would choose for operands of these types, or a refusal in its words. */
export function resolveOperator(name: string, given: readonly TypeKey[], scope: Scope, location?: number): Resolved {
  const { catalog } = scope;
  const chosen = exactMatch((keys) => pgOperator(name, keys), given, scope) ?? chooseOperator(name, given, scope);
  if (chosen === undefined || chosen === 'ambiguous') return refuseOperator(name, given, scope, location, chosen === 'ambiguous');
  const resolved = resolvePolymorphic(chosen.args, given, chosen.result, catalog);
  if ('error' in resolved) return given.every((key) => key === 'unknown') ? refuse(scope, 'type-mismatch', resolved.error, { at: location }) : refuseOperator(name, given, scope, location, false);
  return resolved;
}

function chooseOperator(name: string, given: readonly TypeKey[], scope: Scope): PgOperator | 'ambiguous' | undefined {
  const inUse = candidatesFor(name, given, (extension) => extensionInUse(extension, given, scope));
  // Databases often have their extensions from the administrator: an operator name that only one of them has is accepted without CREATE EXTENSION.
  const foreign = inUse.length === 0 && pgOperators(name).every((operator) => operator.extension !== undefined);
  const candidates = foreign ? candidatesFor(name, given, () => true) : inUse;
  const equal = ([first, second]: readonly TypeKey[]): PgOperator | undefined => candidates.find(({ args }) => args[0] === first && args[1] === second);
  return exactMatch(equal, given, scope) ?? bestMatch(candidates, given, scope);
}

function candidatesFor(name: string, given: readonly TypeKey[], admits: (extension: string) => boolean): readonly PgOperator[] {
  return pgOperators(name).filter(({ args, extension }) => args.length === given.length && (extension === undefined || admits(extension)));
}

/** Created by a migration, or implied by a type that only it provides. */
export function extensionInUse(extension: string, given: readonly TypeKey[], scope: Scope): boolean {
  return scope.catalog.extensions.has(extension) || given.some((key) => pgType(baseKey(key, scope.catalog).replace(/^_/, ''))?.extension === extension);
}

/** binary_oper_exact(): an untyped literal is first assumed to have the other operand's type, then that type's base. */
function exactMatch(equal: (args: readonly TypeKey[]) => PgOperator | undefined, given: readonly TypeKey[], scope: Scope): PgOperator | undefined {
  const [left = 'unknown', right = left] = given;
  const unknown = given.length === 2 && (left === 'unknown') !== (right === 'unknown');
  const known = left === 'unknown' ? right : left;
  const found = equal(unknown ? [known, known] : given);
  if (found || !unknown) return found;
  const base = baseKey(known, scope.catalog);
  return base === known ? undefined : equal([base, base]);
}

function bestMatch(candidates: readonly PgOperator[], given: readonly TypeKey[], scope: Scope): PgOperator | 'ambiguous' | undefined {
  const matching = matchArguments(candidates, given, scope.catalog);
  if (matching.length <= 1) return matching[0];
  return selectCandidate(matching, given, scope.catalog) ?? 'ambiguous';
}

function refuseOperator(name: string, given: readonly TypeKey[], scope: Scope, location: number | undefined, ambiguous: boolean): never {
  const texts = given.map((key) => (key === 'unknown' ? 'unknown' : typeName(typeOfKey(key, scope.catalog), scope.catalog)));
  const signature = texts.length === 2 ? `${texts[0]} ${name} ${texts[1]}` : `${name} ${texts[0]}`;
  return refuse(scope, ambiguous ? 'ambiguous-operator' : 'unknown-operator', ambiguous ? `operator is not unique: ${signature}` : `operator does not exist: ${signature}`, {
    at: location,
    length: name.length,
  });
}
