import type { Node } from '@pgsql/types';
import type { DialectName } from './dialect.js';
import type { Span } from './span.js';

type KeysOfUnion<T> = T extends unknown ? keyof T : never;

/** Every statement node that Postgres' grammar can produce at the top level. */
export type StatementTag = Extract<KeysOfUnion<Node>, `${string}Stmt`>;

/** The node's payload for one tag. */
export type NodeOf<K extends KeysOfUnion<Node>> = Extract<Node, Record<K, unknown>>[K & keyof Extract<Node, Record<K, unknown>>];

/** One parsed statement. All `location` fields inside `node` are UTF-16 offsets in the file, like `span`. */
export interface Statement {
  readonly file: string;
  /** Without leading comments and white space, and without the closing semicolon. */
  readonly span: Span;
  readonly text: string;
  readonly tag: StatementTag;
  readonly node: Node;
  /** Each target is named by one of them at most. */
  readonly directives?: readonly Directive[];
}

/** What a comment asks for on this target. */
export function directiveFor({ directives }: Statement, target: DialectName): Directive | undefined {
  return directives?.find(({ targets }) => targets.includes(target));
}

/** What a comment above or inside a statement asks for; the file stays valid Postgres for every other tool. */
export type Directive =
  /** `-- transmigrate: skip sqlite,d1`: on those targets it is as if the statement were not there. */
  | { readonly kind: 'skip'; readonly targets: readonly DialectName[] }
  /** `/* transmigrate sqlite,d1: <native SQL> *\/` replaces the statement on those targets. */
  | { readonly kind: 'native'; readonly targets: readonly DialectName[]; readonly statements: readonly NativeStatement[]; readonly span: Span };

/** One statement of the target's own SQL, with its place in the file. */
export interface NativeStatement {
  readonly sql: string;
  readonly span: Span;
}
