const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

/** 32 values, or at the levels above 32 nodes. */
interface Node<V> {
  readonly slots: readonly (Node<V> | V | undefined)[];
  /** What is below it, once somebody has asked. */
  values?: readonly V[];
  /** What is below it and passes a test, for each test that somebody has asked for. */
  passing?: Map<unknown, readonly V[]>;
  /** For each way to give keys to values, the values below a node of the lowest level by their keys. */
  keyed?: Map<unknown, ReadonlyMap<unknown, readonly V[]>>;
  /** How often values with a key were looked for in a node of the lowest level that has no such index yet. */
  searches?: number;
}

/** An index of a node is worth its making when it is searched more often than this: most versions of a node are soon followed by another. */
const FEW_SEARCHES = 4;

const EMPTY: Node<never> = { slots: Array.from({ length: WIDTH }, () => undefined), values: [] };

/**
 * An immutable map from ids (integers from a counter) to objects: a tree of arrays, 32 wide. Versions share all that they have in common, so that
 * another version costs a few small arrays, and `changedIds` finds what differs without looking at the rest.
 */
export class IdMap<V extends object> {
  readonly #root: Node<V>;
  /** How far an id is shifted to find its slot in the root. */
  readonly #shift: number;

  constructor(root: Node<V> = EMPTY, shift = 0) {
    this.#root = root;
    this.#shift = shift;
  }

  get(id: number): V | undefined {
    if (id >>> this.#shift >= WIDTH) return undefined;
    let node: Node<V> | undefined = this.#root;
    for (let shift = this.#shift; shift > 0 && node; shift -= BITS) node = node.slots[(id >>> shift) & MASK] as Node<V> | undefined;
    return node?.slots[id & MASK] as V | undefined;
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  /**
   * What `read` says of the value with this id: for whoever watches what is read, this is less than the whole value.
   * @param read depends on its arguments alone, and is a constant of its module
   * @param arg a primitive, or something immutable
   */
  pick<T, A = undefined>(id: number, read: (value: V | undefined, arg: A) => T, arg: A): T {
    return read(this.get(id), arg);
  }

  set(id: number, value: V): IdMap<V> {
    let shift = this.#shift;
    while (id >>> shift >= WIDTH) shift += BITS;
    return new IdMap(withSlot(raised(this.#root, this.#shift, shift), shift, id, value), shift);
  }

  delete(id: number): IdMap<V> {
    return this.has(id) ? new IdMap(withSlot(this.#root, this.#shift, id, undefined), this.#shift) : this;
  }

  deleteAll(ids: Iterable<number>): IdMap<V> {
    return [...ids].reduce((rest: IdMap<V>, id) => rest.delete(id), this);
  }

  /** All values, by ascending id. */
  values(): readonly V[] {
    return valuesOf(this.#root, this.#shift);
  }

  /**
   * The values that pass a test, by ascending id. They are remembered in the tree, so that another version tests only what is new.
   * @param test depends on the value alone, and is a constant of its module: it is what the answer is remembered by
   */
  where<T extends V>(test: (value: V) => value is T): readonly T[] {
    return passingOf(this.#root, this.#shift, test) as readonly T[];
  }

  /**
   * The values that have a key, by ascending id: an index that is kept in the tree's leaves, so that another version only reads what is new.
   * @param keysOf depends on the value alone, and is a constant of its module
   */
  withKey<K>(keysOf: (value: V) => ReadonlySet<K>, key: K): readonly V[] {
    const found: V[] = [];
    collectKeyed(this.#root, this.#shift, keysOf, key, found);
    return found;
  }

  /** The ids, ascending, that have another value in the other version, or none in one of the two. */
  changedIds(other: IdMap<V>): readonly number[] {
    const shift = Math.max(this.#shift, other.#shift);
    const ids: number[] = [];
    compare(raised(this.#root, this.#shift, shift), raised(other.#root, other.#shift, shift), shift, 0, ids);
    return ids;
  }
}

/** The same tree under more levels. */
function raised<V>(root: Node<V>, shift: number, wanted: number): Node<V> {
  if (root === EMPTY) return root;
  let node = root;
  for (let level = shift; level < wanted; level += BITS) {
    const slots = EMPTY.slots.slice() as Node<V>[];
    slots[0] = node;
    node = { slots };
  }
  return node;
}

function withSlot<V>(node: Node<V>, shift: number, id: number, value: V | undefined): Node<V> {
  const slot = (id >>> shift) & MASK;
  const slots = node.slots.slice();
  slots[slot] = shift === 0 ? value : withSlot((node.slots[slot] as Node<V> | undefined) ?? EMPTY, shift - BITS, id, value);
  return { slots };
}

function valuesOf<V>(node: Node<V>, shift: number): readonly V[] {
  if (node.values) return node.values;
  const values: V[] = [];
  for (const child of node.slots) {
    if (child === undefined) continue;
    if (shift === 0) values.push(child as V);
    else values.push(...valuesOf(child as Node<V>, shift - BITS));
  }
  return (node.values = values);
}

function passingOf<V>(node: Node<V>, shift: number, test: (value: V) => boolean): readonly V[] {
  const known = node.passing?.get(test);
  if (known) return known;
  const found = shift === 0 ? passed(node.slots as readonly (V | undefined)[], test) : joined(node.slots as readonly (Node<V> | undefined)[], shift - BITS, test);
  (node.passing ??= new Map()).set(test, found);
  return found;
}

function passed<V>(values: readonly (V | undefined)[], test: (value: V) => boolean): readonly V[] {
  let found: V[] | undefined;
  for (const value of values) if (value !== undefined && test(value)) (found ??= []).push(value);
  return found ?? [];
}

/** Where only one node has any, its list serves as it is. */
function joined<V>(nodes: readonly (Node<V> | undefined)[], shift: number, test: (value: V) => boolean): readonly V[] {
  let only: readonly V[] = [];
  let all: V[] | undefined;
  for (const node of nodes) {
    if (node === undefined) continue;
    const found = passingOf(node, shift, test);
    if (found.length === 0) continue;
    if (all) all.push(...found);
    else if (only.length === 0) only = found;
    else all = [...only, ...found];
  }
  return all ?? only;
}

function collectKeyed<V, K>(node: Node<V>, shift: number, keysOf: (value: V) => ReadonlySet<K>, key: K, found: V[]): void {
  if (shift === 0) collectInLeaf(node, keysOf, key, found);
  else for (const child of node.slots) if (child !== undefined) collectKeyed(child as Node<V>, shift - BITS, keysOf, key, found);
}

function collectInLeaf<V, K>(leaf: Node<V>, keysOf: (value: V) => ReadonlySet<K>, key: K, found: V[]): void {
  const values = leaf.slots as readonly (V | undefined)[];
  let index = leaf.keyed?.get(keysOf);
  if (!index) {
    leaf.searches = (leaf.searches ?? 0) + 1;
    if (leaf.searches <= FEW_SEARCHES) {
      for (const value of values) if (value !== undefined && keysOf(value).has(key)) found.push(value);
      return;
    }
    (leaf.keyed ??= new Map()).set(keysOf, (index = indexOf(values, keysOf)));
  }
  const bearers = index.get(key);
  if (bearers) found.push(...bearers);
}

function indexOf<V, K>(values: readonly (V | undefined)[], keysOf: (value: V) => ReadonlySet<K>): ReadonlyMap<unknown, readonly V[]> {
  const index = new Map<unknown, V[]>();
  for (const value of values) {
    if (value === undefined) continue;
    for (const key of keysOf(value)) {
      const bearers = index.get(key);
      if (bearers) bearers.push(value);
      else index.set(key, [value]);
    }
  }
  return index;
}

function compare<V>(before: Node<V>, after: Node<V>, shift: number, base: number, ids: number[]): void {
  for (let slot = 0; slot < WIDTH; slot++) {
    const [a, b] = [before.slots[slot], after.slots[slot]];
    if (a === b) continue;
    const id = base + slot * 2 ** shift;
    if (shift === 0) ids.push(id);
    else compare((a as Node<V> | undefined) ?? EMPTY, (b as Node<V> | undefined) ?? EMPTY, shift - BITS, id, ids);
  }
}
