import type { AlterTableCmd, Node } from '@pgsql/types';
import type { View } from '../model/catalog.js';
import { isNoDefault } from './add-columns.js';
import { HARMLESS } from './alter-other.js';
import { didYouMean } from './analyze/refuse.js';
import { put, type Draft } from './draft.js';
import { refuse } from './refuse.js';
import { defaultExpression } from './stored-expression.js';
import { namesOption, withOption, writtenOption } from './view-options.js';

type Edit = (draft: Draft, view: View, command: AlterTableCmd) => View;

const EDITS: Partial<Readonly<Record<string, Edit>>> = {
  AT_ColumnDefault: columnDefault,
  AT_SetRelOptions: (draft, view, { def }) => {
    const option = writtenOption(draft, listOf(def));
    return option ? withOption(draft, view, option) : view;
  },
  AT_ResetRelOptions: (draft, view, { def }) => (namesOption(listOf(def)) ? withOption(draft, view, undefined) : view),
};

/** `ALTER VIEW v ALTER c SET DEFAULT .., SET (check_option = local)`: whether that is all that is asked, and changes something. */
export function alterView(draft: Draft, view: View, commands: readonly AlterTableCmd[]): boolean {
  let changed = view;
  for (const command of commands) {
    const edit = EDITS[command.subtype ?? ''];
    if (!edit && !HARMLESS.has(command.subtype)) return false;
    changed = edit?.(draft, changed, command) ?? changed;
  }
  if (changed !== view) put(draft, changed);
  return changed !== view || commands.some(({ subtype }) => subtype === 'AT_ColumnDefault');
}

/** What an INSERT into the view takes for a column that it leaves out. */
function columnDefault(draft: Draft, view: View, { name = '', def }: AlterTableCmd): View {
  const column = view.columns.find((candidate) => candidate.name === name);
  if (!column) return refuse(draft, 'unknown-column', `column "${name}" of relation "${view.name}" does not exist`, { name, help: didYouMean(name, view.columns.map((candidate) => candidate.name)) });
  const value = def && defaultExpression(draft, def, name, column.type);
  const { default: _before, ...plain } = column;
  const next = value && !isNoDefault(value) ? { ...plain, default: value } : plain;
  return { ...view, columns: view.columns.map((other) => (other === column ? next : other)) };
}

function listOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}
