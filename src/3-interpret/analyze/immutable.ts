import { TEXT } from '../../model/base-types.js';
import type { Catalog, ObjectId } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, Operator } from '../../model/expression.js';
import { childrenOf } from '../../model/walk.js';
import { coercionPathway } from './coercion.js';
import { isStable } from './pg-tables.js';
import { baseKey, elementKey, typeKey, userTypeOf, type TypeKey } from './type-key.js';

/**
 * The part of an expression that may give another value another time, because it depends on the time zone, on other settings or on the moment
 * (contain_mutable_functions). A function in PL/pgSQL is what it was declared as; one in SQL Postgres mostly writes out before it looks, and what it does
 * is up to the user.
 */
export function changingPart(expr: Expr, catalog: Catalog): Expr | undefined {
  if (isChanging(expr, catalog)) return expr;
  for (const child of childrenOf(expr)) {
    const found = changingPart(child, catalog);
    if (found) return found;
  }
  return undefined;
}

function isChanging(expr: Expr, catalog: Catalog): boolean {
  const compares = (name: string, left: Expr, right: Expr): boolean => operatorChanges(name, left, right, catalog);
  switch (expr.kind) {
    case 'current':
      return true;
    case 'call':
      return expr.function === undefined ? expr.stable === true || expr.volatile === true : isDeclaredChanging(expr.function, catalog);
    case 'cast':
      return castChanges(expr.operand.type, expr.type, catalog);
    case 'operator':
      return expr.left !== undefined && (compares(expr.name, expr.left, expr.right) || joinsText(expr, catalog));
    case 'in':
      return expr.list.some((item) => compares('=', expr.operand, item));
    case 'between':
      return compares('>=', expr.operand, expr.low) || compares('<=', expr.operand, expr.high);
    case 'distinct':
      return compares('=', expr.left, expr.right);
    case 'case':
      return expr.operand !== undefined && expr.branches.some(({ when }) => compares('=', expr.operand as Expr, when));
    case 'conditional':
      return expr.op === 'nullif' && compares('=', expr.args[0] as Expr, expr.args[1] as Expr);
    case 'quantified':
      return expr.array.type.kind === 'array' && isStable('operator', expr.name, keyOf(expr.operand.type, catalog), keyOf(expr.array.type.element, catalog));
    default:
      return false;
  }
}

function isDeclaredChanging(id: ObjectId, { objects }: Catalog): boolean {
  const object = objects.get(id);
  return object?.kind === 'function' && object.language === 'plpgsql' && object.volatility !== 'immutable';
}

function keyOf(type: DataType, catalog: Catalog): TypeKey {
  return baseKey(typeKey(type), catalog);
}

function operatorChanges(name: string, left: Expr, right: Expr, catalog: Catalog): boolean {
  if (left.kind === 'row' && right.kind === 'row') return left.fields.some((field, i) => operatorChanges(name, field, right.fields[i] ?? field, catalog));
  return isStable('operator', name, keyOf(left.type, catalog), keyOf(right.type, catalog));
}

/** `text || number` is STABLE, but Postgres writes it out as `text || number::text` before it looks. */
function joinsText({ name, left, right }: Operator, catalog: Catalog): boolean {
  if (name !== '||' || !left) return false;
  const [a, b] = [keyOf(left.type, catalog), keyOf(right.type, catalog)];
  const other = a === 'text' ? right.type : b === 'text' ? left.type : undefined;
  return other !== undefined && elementKey(typeKey(other), catalog) === undefined && castChanges(other, TEXT, catalog);
}

function castChanges(from: DataType, to: DataType, catalog: Catalog): boolean {
  const [source, target] = [keyOf(from, catalog), keyOf(to, catalog)];
  const pathway = source === 'unknown' ? undefined : coercionPathway(source, target, 'explicit', catalog);
  if (pathway === 'function') return isStable('cast', source, target);
  if (pathway === 'array') return from.kind === 'array' && to.kind === 'array' && castChanges(from.element, to.element, catalog);
  return pathway === 'text' && (textChanges('out', source, catalog) || textChanges('in', target, catalog));
}

/** The text forms of all arrays, enums and composite types are STABLE. */
function textChanges(way: 'in' | 'out', key: TypeKey, catalog: Catalog): boolean {
  return key.startsWith('_') || userTypeOf(key, catalog) !== undefined || isStable(way, key);
}
