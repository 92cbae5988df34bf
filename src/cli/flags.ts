import type { DialectName, Mapping } from '../model/dialect.js';

/** The options of all commands, as commander gives them; each command has some of them. */
export interface Flags {
  readonly dir?: string;
  readonly database?: string;
  readonly mapping?: Mapping;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly to?: string;
  readonly steps?: number;
  readonly check?: boolean;
  readonly out?: string;
  readonly stdout?: boolean;
}

export type TranspileFlags = Flags & { readonly to: DialectName };
