import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { isAscii, quoteText } from './text-operators.js';

/** A pattern taken apart: literal text, `%` and `_`; undefined when the escape character closes it. */
function pieces(pattern: string): readonly (string | { readonly wildcard: '%' | '_' })[] | undefined {
  const found: (string | { readonly wildcard: '%' | '_' })[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] ?? '';
    if (c === '\\' && ++i === characters.length) return undefined;
    found.push(c === '%' || c === '_' ? { wildcard: c } : (characters[i] ?? ''));
  }
  return found;
}

/**
 * LIKE is case-sensitive in Postgres and not in SQLite. GLOB is: `a%` -> `a*`, with GLOB's own metacharacters in brackets.
 * A pattern without letters stays LIKE, one without wildcards is an equality.
 */
export function globLike(negated: boolean): Render {
  return ([value, pattern], context) => {
    if (!value || !pattern) return undefined;
    if (pattern.constant === null) return pattern.sql;
    if (pattern.constant === undefined) return dynamicGlob(value, pattern, negated, context);
    const parts = pieces(pattern.constant);
    if (!parts) return undefined;
    if (parts.every((part) => typeof part === 'string')) return infix(value.sql, negated ? '<>' : '=', quoteText(parts.join('')), PRECEDENCE.equality);
    if (!/[a-z]/iu.test(pattern.constant)) return like(value.sql, pattern.sql, pattern.constant, negated);
    const glob = parts.map((part) => (typeof part === 'string' ? part.replace(/[*?[]/u, '[$&]') : part.wildcard === '%' ? '*' : '?')).join('');
    return infix(value.sql, negated ? 'NOT GLOB' : 'GLOB', quoteText(glob), PRECEDENCE.equality);
  };
}

function dynamicGlob(value: Operand, pattern: Operand, negated: boolean, context: RenderContext): Sql {
  if (!pattern.noBackslash) context.note({ code: 'lossy-like-escape', message: 'a backslash in a LIKE pattern that is computed stands for itself here' });
  const glob = fill("replace(replace(replace(replace(replace({1}, '[', '[[]'), '*', '[*]'), '?', '[?]'), '%', '*'), '_', '?')", [pattern.sql]);
  return infix(value.sql, negated ? 'NOT GLOB' : 'GLOB', glob, PRECEDENCE.equality);
}

/** ILIKE, and LIKE of citext: SQLite's LIKE, which folds ASCII letters. */
export function nativeLike(negated: boolean): Render {
  return ([value, pattern], context) => {
    if (!value || !pattern) return undefined;
    if (pattern.constant === null) return pattern.sql;
    if (pattern.constant === undefined || !isAscii(pattern.constant)) {
      context.note({ code: 'lossy-case-folding', message: 'ILIKE ignores the case of ASCII letters only' });
    }
    return like(value.sql, pattern.sql, pattern.constant, negated);
  };
}

/** SQLite has no escape character unless one is named. */
function like(value: Sql, pattern: Sql, constant: string | undefined, negated: boolean): Sql {
  const compared = infix(value, negated ? 'NOT LIKE' : 'LIKE', pattern, PRECEDENCE.equality);
  return constant !== undefined && !constant.includes('\\') ? compared : { ...compared, text: `${compared.text} ESCAPE '\\'` };
}
