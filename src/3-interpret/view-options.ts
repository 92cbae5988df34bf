import type { DefElem, Node, ViewStmt } from '@pgsql/types';
import type { View } from '../model/catalog.js';
import { notUpdatable } from '../model/updatable-view.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

type CheckOption = NonNullable<View['checkOption']>;

const CLAUSES: Readonly<Record<string, CheckOption>> = { LOCAL_CHECK_OPTION: 'local', CASCADED_CHECK_OPTION: 'cascaded' };

/** `WITH CHECK OPTION` behind the query, or `WITH (check_option = local)` in front of it. */
export function checkOptionOf(draft: Draft, { options, withCheckOption }: Pick<ViewStmt, 'options' | 'withCheckOption'>): CheckOption | undefined {
  return CLAUSES[withCheckOption ?? ''] ?? writtenOption(draft, options);
}

/** The check option that a list sets. The others are about privileges, and change nothing here. */
export function writtenOption(draft: Draft, options: readonly Node[] | undefined): CheckOption | undefined {
  for (const option of definitionsOf(options)) requireKnown(draft, option);
  const value = definitionsOf(options).find(({ defname }) => defname === 'check_option')?.arg;
  const text = value && textOf(value);
  if (!value || text === 'local' || text === 'cascaded') return text as CheckOption | undefined;
  return refuse(draft, 'invalid-table-definition', `invalid value for enum option "check_option": ${text}`, { name: 'check_option', help: 'Valid values are "local" and "cascaded".' });
}

export function namesOption(options: readonly Node[] | undefined): boolean {
  return definitionsOf(options).some(({ defname }) => defname === 'check_option');
}

/** The view with its option, which has to have a meaning. */
export function withOption(draft: Draft, { checkOption: _before, ...view }: View, option: CheckOption | undefined): View {
  if (!option) return view;
  const why = notUpdatable(view, draft.catalog);
  if (why !== undefined) refuse(draft, 'view-not-updatable', 'WITH CHECK OPTION is supported only on automatically updatable views', { name: view.name, help: why });
  return { ...view, checkOption: option };
}

const SWITCHES: readonly string[] = ['security_barrier', 'security_invoker'];

function requireKnown(draft: Draft, { defname = '', arg }: DefElem): void {
  if (defname === 'check_option') return;
  if (!SWITCHES.includes(defname)) refuse(draft, 'invalid-table-definition', `unrecognized parameter "${defname}"`, { name: defname, help: 'A view has check_option, security_barrier and security_invoker.' });
  const text = arg && textOf(arg);
  if (text !== undefined && !['true', 'false', 'on', 'off', 'yes', 'no', '1', '0'].includes(text.toLowerCase())) refuse(draft, 'invalid-table-definition', `invalid value for boolean option "${defname}": ${text}`, { name: defname, help: 'Write true or false.' });
}

function textOf(node: Node): string {
  if ('String' in node) return node.String.sval ?? '';
  if ('Boolean' in node) return String(node.Boolean.boolval ?? false);
  if ('Integer' in node) return String(node.Integer.ival ?? 0);
  if ('Float' in node) return node.Float.fval ?? '';
  return 'TypeName' in node ? (nameOf(node.TypeName.names?.at(-1)) ?? '') : '';
}

function definitionsOf(options: readonly Node[] | undefined): readonly DefElem[] {
  return (options ?? []).flatMap((node) => ('DefElem' in node ? [node.DefElem] : []));
}

function nameOf(node: Node | undefined): string | undefined {
  return node && 'String' in node ? node.String.sval : undefined;
}
