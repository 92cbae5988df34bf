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

/** The option that a list sets. Those about privileges change nothing here. */
export function writtenOption(draft: Draft, options: readonly Node[] | undefined): CheckOption | undefined {
  const value = definitionsOf(options).find(({ defname }) => defname === 'check_option')?.arg;
  const text = value && ('String' in value ? value.String.sval : 'TypeName' in value ? nameOf(value.TypeName.names?.at(-1)) : undefined);
  if (!value || text === 'local' || text === 'cascaded') return text as CheckOption | undefined;
  return refuse(draft, 'invalid-table-definition', `invalid value for enum option "check_option": ${text ?? ''}`, { name: 'check_option', help: 'Valid values are "local" and "cascaded".' });
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

function definitionsOf(options: readonly Node[] | undefined): readonly DefElem[] {
  return (options ?? []).flatMap((node) => ('DefElem' in node ? [node.DefElem] : []));
}

function nameOf(node: Node | undefined): string | undefined {
  return node && 'String' in node ? node.String.sval : undefined;
}
