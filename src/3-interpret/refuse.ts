import type { Code } from '../diagnostics/codes.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';
import type { Span } from '../model/span.js';
import type { Draft } from './draft.js';
import { spanOfName } from './token.js';

export interface Pointer {
  /** The identifier to point at; it is looked for in the statement's text. */
  readonly name?: string | undefined;
  /** UTF-16 offset in the file where to look, when the parser gave one. */
  readonly at?: number | undefined;
  readonly help?: string | undefined;
}

function locate(draft: Draft, pointer: Pointer): Span {
  return pointer.name === undefined && pointer.at === undefined
    ? draft.statement.span
    : spanOfName(draft.statement, pointer.name, pointer.at);
}

function details(draft: Draft, message: string, pointer: Pointer) {
  const { help } = pointer;
  const place = { message, file: draft.statement.file, span: locate(draft, pointer) };
  return help === undefined ? place : { ...place, help };
}

/** Ends the statement with an error: what Postgres would say, or what we cannot do. */
export function refuse(draft: Draft, code: Code, message: string, pointer: Pointer = {}): never {
  throw new Refusal(diagnose(code, details(draft, message, pointer)));
}

/** A warning that goes with the change. */
export function warn(draft: Draft, code: Code, message: string, pointer: Pointer = {}): void {
  draft.notes.push(diagnose(code, details(draft, message, pointer)));
}
