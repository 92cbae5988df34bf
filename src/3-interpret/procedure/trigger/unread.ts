import { heldNames, treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { isVolatile } from '../../../model/walk.js';

/** Everything that may change is put aside; most of it is not asked for. @param later the names that are asked for after all the actions */
export function withoutUnread(actions: readonly TriggerAction[], later: readonly string[]): readonly TriggerAction[] {
  const read = new Set(later);
  return actions.toReversed().filter((action) => {
    if (action.kind === 'hold' && !action.again && !read.has(action.name) && !isVolatile(action.value)) return false;
    for (const name of heldNames(treesOf([action]))) read.add(name);
    return true;
  }).toReversed();
}
