/** What a file's name says. */
export interface FileName {
  /** Without the extension, the direction and the database: the migration's identity. */
  readonly name: string;
  readonly direction: 'up' | 'down';
  /** `.up` was written. */
  readonly explicitUp: boolean;
  /** `sqlite` and `d1` replace the migration on that target; `postgres` is ours; `foreign` is for a database that we do not serve. */
  readonly database?: 'postgres' | 'sqlite' | 'd1' | 'foreign';
}

const DATABASES: Readonly<Record<string, NonNullable<FileName['database']>>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  d1: 'd1',
  mysql: 'foreign',
  mariadb: 'foreign',
  cockroach: 'foreign',
  cockroachdb: 'foreign',
  crdb: 'foreign',
  mssql: 'foreign',
  sqlserver: 'foreign',
  oracle: 'foreign',
  clickhouse: 'foreign',
};

/** `do` and `undo` are postgrator's words, `rollback` is yoyo's. */
const DIRECTIONS: Readonly<Record<string, FileName['direction']>> = { up: 'up', do: 'up', down: 'down', undo: 'down', rollback: 'down', revert: 'down' };

/** Reads `003_name.sql`, `003_name.up.sql`, `003_name.sqlite.down.sql`, `2015_networks.postgres.up.sql`; the suffixes in any order. */
export function readFileName(file: string): FileName {
  const segments = file.slice(0, -'.sql'.length).split('.');
  let direction = takePostgrator(segments);
  let database: FileName['database'];
  for (let last = segments.at(-1)?.toLowerCase(); segments.length > 1 && last !== undefined; last = segments.at(-1)?.toLowerCase()) {
    if (direction === undefined && Object.hasOwn(DIRECTIONS, last)) direction = DIRECTIONS[last];
    else if (database === undefined && Object.hasOwn(DATABASES, last)) database = DATABASES[last];
    else break;
    segments.pop();
  }
  return { name: segments.join('.'), direction: direction ?? 'up', explicitUp: direction === 'up', ...(database !== undefined && { database }) };
}

/** `003.do.add-orders.sql`, `003.undo.add-orders.sql`: the direction stands after the number. */
function takePostgrator(segments: string[]): FileName['direction'] | undefined {
  const [number = '', word = ''] = segments;
  if (segments.length < 3 || !/^\d+$/.test(number) || (word !== 'do' && word !== 'undo')) return undefined;
  segments.splice(1, 1);
  return DIRECTIONS[word];
}

/** `2017-08-31-230457_emails`, `2026-05-27-120000-0000_emails` (Diesel), `2024_01_31_120000_users` (Laravel): a date, perhaps a time, perhaps a count. */
const DATED = /^(\d{4})([-_])(\d{2})\2(\d{2})(?:[-_T](\d{4,})(?:-(\d{4}))?)?(?![0-9A-Za-z])/;

/**
 * The leading number of a name as text, `''` when it has none: `20240101120000_users`, `V0001.Initial`. A date is read as one number,
 * as Diesel does, because such names stand beside undivided ones in grown directories.
 */
export function versionOf(name: string): string {
  const dated = DATED.exec(name);
  if (dated) return `${dated[1]}${dated[3]}${dated[4]}${dated[5] ?? ''}${dated[6] === undefined ? '' : `.${dated[6]}`}`;
  return /^[vV]?(\d+)/.exec(name)?.[1] ?? '';
}
