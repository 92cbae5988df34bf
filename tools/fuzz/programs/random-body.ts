import type { Random } from '../random.js';
import { namesOf, randomValue, type Names, type ValueType } from './random-value.js';

/** Columns of the table whose triggers are written, and of the two that they write to. */
export const COLUMNS: Readonly<Record<string, ValueType>> = { i: 'int', n: 'numeric', s: 'text', b: 'boolean', ts: 'timestamp', d: 'date', js: 'jsonb', tags: 'text[]' };

const VARIABLES: Readonly<Record<string, ValueType>> = { vi: 'int', vs: 'text', vb: 'boolean', vn: 'numeric', vj: 'jsonb' };

export type TriggerKind = { readonly timing: 'BEFORE' | 'AFTER'; readonly events: readonly ('INSERT' | 'UPDATE' | 'DELETE')[] };

function fieldsOf(row: string): readonly (readonly [string, ValueType])[] {
  return [[`${row}.id`, 'int'], ...Object.entries(COLUMNS).map(([name, type]) => [`${row}.${name}`, type] as const)];
}

/** Statements of PL/pgSQL over what is in scope. */
class Writer {
  readonly #random: Random;
  readonly #row: 'NEW' | 'OLD' | undefined;
  readonly #writable: boolean;
  readonly #names: Names;
  #loops = 0;

  constructor(random: Random, names: Names, row: 'NEW' | 'OLD' | undefined, writable: boolean) {
    this.#random = random;
    this.#names = names;
    this.#row = row;
    this.#writable = writable;
  }

  value(type: ValueType, depth = 2): string {
    return randomValue(type, this.#names, depth, this.#random);
  }

  statements(depth: number): string {
    return Array.from({ length: 1 + this.#random.below(3) }, () => this.#statement(depth)).join(' ');
  }

  #statement(depth: number): string {
    const random = this.#random;
    const simple = [() => this.#assignment(), () => this.#assignment(), ...(this.#row ? [() => this.#write(), () => this.#write(), () => this.#read()] : [])];
    const nested = [() => this.#choice(depth), () => this.#choice(depth), () => this.#loop(depth), () => this.#cases(depth), () => `BEGIN ${this.statements(depth - 1)} END;`];
    return random.pick(depth > 0 && random.chance(0.5) ? nested : simple)();
  }

  #assignment(): string {
    if (this.#writable && this.#random.chance(0.6)) {
      const [column, type] = this.#random.pick(Object.entries(COLUMNS));
      return `NEW.${column} := ${this.value(type)};`;
    }
    const [name, type] = this.#random.pick(Object.entries(VARIABLES));
    return `${name} := ${this.value(type)};`;
  }

  #choice(depth: number): string {
    const random = this.#random;
    const others = random.chance(0.3) ? ` ELSIF ${this.value('boolean')} THEN ${this.statements(depth - 1)}` : '';
    const last = random.chance(0.5) ? ` ELSE ${this.statements(depth - 1)}` : '';
    return `IF ${this.value('boolean')} THEN ${this.statements(depth - 1)}${others}${last} END IF;`;
  }

  #cases(depth: number): string {
    return this.#random.chance(0.5)
      ? `CASE ${this.value('int')} WHEN ${this.value('int', 1)} THEN ${this.statements(depth - 1)} ELSE ${this.statements(depth - 1)} END CASE;`
      : `CASE WHEN ${this.value('boolean')} THEN ${this.statements(depth - 1)} ELSE ${this.statements(depth - 1)} END CASE;`;
  }

  #loop(depth: number): string {
    const random = this.#random;
    const name = `k${++this.#loops}`;
    const leave = random.chance(0.3) ? ` ${random.pick(['EXIT', 'CONTINUE'])} WHEN ${this.value('boolean', 1)};` : '';
    const end = this.#row && random.chance(0.2) ? ` IF ${this.value('boolean', 1)} THEN RETURN ${random.pick([this.#row, this.#row, 'NULL'])}; END IF;` : '';
    const body = `${leave} ${this.statements(Math.min(depth - 1, 0))}${end}`;
    return random.pick([
      () => `FOR ${name} IN ${random.pick(['1..2', '1..3', 'REVERSE 2..1'])} LOOP vi := coalesce(vi, 0) + ${name};${body} END LOOP;`,
      () => `FOR ${name} IN ${random.pick(['1..2', '1..3', 'REVERSE 2..1'])} LOOP${body} END LOOP;`,
      () => `vc := 0; WHILE vc < ${random.pick(['2', '3'])} LOOP vc := vc + 1;${body} END LOOP;`,
      () => `vc := 0; LOOP vc := vc + 1; EXIT WHEN vc > ${random.pick(['2', '3'])} OR ${this.value('boolean', 1)};${body} END LOOP;`,
    ])();
  }

  #write(): string {
    const { value } = { value: (type: ValueType) => this.value(type) };
    return this.#random.pick([
      () => `INSERT INTO log (tid, what, v) VALUES (${this.#row}.id, ${value('text')}, ${value('int')});`,
      () => `INSERT INTO other (id, total, label) VALUES (${value('int')}, ${value('int')}, ${value('text')}) ON CONFLICT (id) DO UPDATE SET total = coalesce(other.total, 0) + excluded.total;`,
      () => `UPDATE other SET total = coalesce(total, 0) + ${value('int')}, label = ${value('text')} WHERE id = ${value('int')};`,
      () => `DELETE FROM log WHERE tid = ${this.#row}.id AND v > ${value('int')};`,
      () => `UPDATE other SET total = ${value('int')} WHERE id = ${this.#row}.i; IF ${this.#random.pick(['NOT ', ''])}FOUND THEN ${this.#assignment()} END IF;`,
    ])();
  }

  #read(): string {
    return this.#random.pick([
      () => `SELECT total, label INTO vi, vs FROM other WHERE id = ${this.value('int')};`,
      () => `SELECT count(*), max(what) INTO vi, vs FROM log WHERE tid = ${this.#row}.id;`,
      () => `vi := (SELECT total FROM other WHERE id = ${this.value('int')});`,
      () => `IF EXISTS (SELECT 1 FROM other WHERE id = ${this.value('int')} AND label IS NOT NULL) THEN ${this.#assignment()} END IF;`,
      () => `PERFORM 1 FROM other WHERE total > ${this.value('int')}; IF FOUND THEN ${this.#assignment()} END IF;`,
    ])();
  }
}

const DECLARED = 'DECLARE vc int; vi int := 1; vs text; vb boolean := false; vn numeric := 1.5; vj jsonb;';

/** A trigger function and its trigger on `p`. */
export function randomTrigger(name: string, { timing, events }: TriggerKind, random: Random): string {
  const rows = [...(events.includes('DELETE') ? [] : ['NEW']), ...(events.includes('INSERT') ? [] : ['OLD'])] as readonly ('NEW' | 'OLD')[];
  const row = rows[0];
  const names = namesOf([...rows.flatMap(fieldsOf), ...Object.entries(VARIABLES)]);
  const writer = new Writer(random, names, row, timing === 'BEFORE' && rows.includes('NEW'));
  const body = rows.length > 0 ? writer.statements(2) : `IF TG_OP = 'DELETE' THEN INSERT INTO log (tid, what) VALUES (OLD.id, 'gone'); ELSE INSERT INTO log (tid, what) VALUES (NEW.id, lower(TG_OP)); END IF;`;
  const early = row && random.chance(0.25) ? `IF ${writer.value('boolean')} THEN RETURN ${random.pick([row, row, 'NULL'])}; END IF; ` : '';
  const raise = row && random.chance(0.15) ? `IF ${writer.value('boolean')} AND ${row}.i > 5 THEN RAISE EXCEPTION 'no: %', ${row}.id; END IF; ` : '';
  const when = row && random.chance(0.3) ? ` WHEN (${randomValue('boolean', namesOf(rows.flatMap(fieldsOf)), 1, random)})` : '';
  const of = events.includes('UPDATE') && random.chance(0.5) ? ` OF ${random.pick(['i, s', 'i', 's', 'n, b', 'id, i'])}` : '';
  const result = rows.includes('NEW') ? 'NEW' : events.length === 1 ? 'OLD' : 'coalesce(NEW, OLD)';
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ ${DECLARED} BEGIN ${raise}${early}${body} RETURN ${result}; END $$;
CREATE TRIGGER ${name} ${timing} ${events.map((event) => (event === 'UPDATE' ? `UPDATE${of}` : event)).join(' OR ')} ON p FOR EACH ROW${when} EXECUTE FUNCTION ${name}();`;
}

/** A function of a row's values, and the statement that fills a column with what it gives. */
export function randomFunction(name: string, random: Random): string {
  const type = random.pick<ValueType>(['int', 'text', 'boolean', 'numeric', 'jsonb']);
  const column = Object.entries(COLUMNS).find(([, of]) => of === type)?.[0] ?? 'i';
  const parameters = Object.entries(COLUMNS).map(([of, kind]) => [`p_${of}`, kind] as const);
  const writer = new Writer(random, namesOf([...parameters, ...Object.entries(VARIABLES)]), undefined, false);
  const early = random.chance(0.4) ? `IF ${writer.value('boolean')} THEN RETURN ${writer.value(type)}; END IF; ` : '';
  return `CREATE FUNCTION ${name}(${parameters.map(([of, kind]) => `${of} ${kind}`).join(', ')}) RETURNS ${type} LANGUAGE plpgsql IMMUTABLE AS $$ ${DECLARED} BEGIN ${early}${writer.statements(2)} RETURN ${writer.value(type)}; END $$;
UPDATE p SET ${column} = ${name}(${Object.keys(COLUMNS).join(', ')});`;
}
