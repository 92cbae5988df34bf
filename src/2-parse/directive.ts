import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Directive, Statement } from '../model/statement.js';
import { commentsOf, type Comment } from './comment.js';
import { readDirective } from './read-directive.js';

/**
 * Gives each statement what a comment asks for it:
 *
 *     -- transmigrate: skip sqlite,d1
 *     /* transmigrate sqlite,d1: CREATE .. *\/
 *
 * The comment stands above its statement or inside it; a statement may have one for each target. A native block that no
 * statement follows (at the end of the file, or before a semicolon of its own) is run for itself on its targets, and is
 * nothing on the others.
 */
export function attachDirectives(
  script: { readonly file: string; readonly text: string },
  statements: readonly Statement[],
): { readonly statements: readonly Statement[]; readonly diagnostics: readonly Diagnostic[] } {
  const { file, text } = script;
  if (!/transmigrate/i.test(text)) return { statements, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<Statement, readonly Directive[]>();
  const alone: Statement[] = [];
  for (const comment of commentsOf(text, statements)) {
    const read = readDirective(text, comment.span);
    if (read === undefined) continue;
    const fault = 'fault' in read ? read : misplaced(comment, read.directive, owners);
    if (fault) diagnostics.push(diagnose(fault.code, { message: fault.fault, file, span: fault.span ?? comment.span, help: fault.help }));
    else if ('directive' in read && comment.owner) owners.set(comment.owner, [...(owners.get(comment.owner) ?? []), read.directive]);
    else if ('directive' in read) alone.push(nativeStatement(file, read.directive));
  }
  const owned = statements.map((statement) => withDirectives(statement, owners.get(statement)));
  return { statements: alone.length === 0 ? owned : [...owned, ...alone].toSorted((a, b) => a.span.start - b.span.start), diagnostics };
}

function withDirectives(statement: Statement, directives: readonly Directive[] | undefined): Statement {
  return directives ? { ...statement, directives } : statement;
}

/** Why a readable comment cannot be obeyed where it stands. */
function misplaced(comment: Comment, directive: Directive, owners: ReadonlyMap<Statement, readonly Directive[]>) {
  const code = 'malformed-directive' as const;
  if (comment.trails) {
    return { code, fault: 'this comment stands behind a finished statement', span: undefined, help: 'Write it on its own line, above the statement that it is for.' };
  }
  const others = (comment.owner && owners.get(comment.owner)) ?? [];
  const twice = directive.targets.find((target) => others.some(({ targets }) => targets.includes(target)));
  if (twice !== undefined) {
    return { code, fault: `the statement has two transmigrate comments for ${twice}`, span: undefined, help: 'Write one comment for each target. A native block may hold several statements, with semicolons between them.' };
  }
  if (!comment.owner && directive.kind === 'skip') {
    return { code, fault: 'no statement follows that could be skipped', span: undefined, help: 'Write it on its own line, above the statement that it is for.' };
  }
  return undefined;
}

/**
 * A statement that exists on the directive's targets only. Its text is empty (Postgres executes nothing for it), and UNLISTEN stands
 * for it in the tree because it touches neither schema nor rows.
 */
function nativeStatement(file: string, directive: Directive): Statement {
  const span = directive.kind === 'native' ? directive.span : { start: 0, end: 0 };
  return { file, span, text: '', tag: 'UnlistenStmt', node: { UnlistenStmt: {} }, directives: [directive] };
}
