import type { IDatabase, IMain, ITask, ParameterizedQuery } from 'pg-promise';
import { BatchError, type DatabaseAdapter, type Row, type SqlStatement } from '../model/adapter.js';
import { loadDriver } from './driver.js';
import { codeOf, DatabaseNotReady, messageOf } from './failures.js';
import { redactMessage, redactUrl } from './redact.js';

type Postgres = IDatabase<object>;
type Session = Awaited<ReturnType<Postgres['connect']>>;
type Config = Parameters<IMain>[0];
interface Result {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly Row[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

const INT8 = 20;
const CHANGING = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'];
const CONNECTION_TIMEOUT_MS = 15_000;
const SERVER_HELP = 'Check that the server runs and that host, port, user, password and database name are right.';
const URL_HELP = 'Write postgres://user:password@host:5432/name; the characters / ? # @ % in a password are %2F %3F %23 %40 %25.';

/**
 * Connects to Postgres.
 *
 * @param target a URL such as `postgres://user:password@host:5432/name`, or a connection object of pg-promise
 * @throws DatabaseNotReady when it cannot be reached or refuses the user
 * @throws DependencyMissing when pg-promise is not installed
 */
export async function connectPostgres(target: string | Exclude<Config, string>): Promise<DatabaseAdapter> {
  const { default: pgPromise } = await loadDriver('pg-promise', () => import('pg-promise'));
  const config = typeof target === 'string' ? { connectionString: target } : target;
  const url = config.connectionString ?? '';
  const pool = pgPromise({ noWarnings: true })({ connectionTimeoutMillis: CONNECTION_TIMEOUT_MS, ...config, max: 1 });
  try {
    return await attachPostgres(pool, { close: () => pool.$pool.end() });
  } catch (error) {
    await pool.$pool.end();
    const place = url === '' ? `${config.host ?? 'localhost'}:${config.port ?? 5432}` : redactUrl(url);
    const unreadable = codeOf(error) === 'ERR_INVALID_URL';
    throw new DatabaseNotReady(`no connection to ${place}: ${redactMessage(messageOf(error), url)}`, unreadable ? URL_HELP : SERVER_HELP, { cause: error });
  }
}

/**
 * Uses a pg-promise database that exists already. One connection is taken from its pool until `close()`, because advisory locks and settings belong to a session.
 *
 * @param database the caller's own; `close()` gives the connection back and leaves the pool alone
 */
export async function attachPostgres(
  database: Postgres,
  options: { readonly product?: 'postgres' | 'pglite'; readonly close?: () => Promise<unknown> } = {},
): Promise<DatabaseAdapter> {
  const session: Session = await database.connect();
  const { pgp } = database.$config;
  const mode = new pgp.txMode.TransactionMode({ tiLevel: pgp.txMode.isolationLevel.readCommitted });
  const closing = { done: undefined as Promise<unknown> | undefined };
  const inTurn = createQueue();
  const execute = (on: Session | ITask<object>, { sql, params = [] }: SqlStatement): Promise<Result> => {
    // pg-promise would write values into the text by itself; ParameterizedQuery has the server bind them.
    const query: string | ParameterizedQuery = params.length === 0 ? sql : new pgp.ParameterizedQuery({ text: sql, values: [...params] });
    return on.result(query) as Promise<Result>;
  };
  return {
    database: options.product ?? 'postgres',
    dialect: 'postgres',
    query: async (sql, params) => readRows(await inTurn(() => execute(session, { sql, ...(params && { params }) }))),
    run: async (sql, params) => {
      const { command, rowCount } = await inTurn(() => execute(session, { sql, ...(params && { params }) }));
      return { changes: CHANGING.includes(command) ? (rowCount ?? 0) : 0 };
    },
    batch: (statements) => inTurn(() => runBatch(session, mode, statements, execute)),
    close: async () => {
      closing.done ??= Promise.resolve(session.done()).then(() => options.close?.());
      await closing.done;
    },
  };
}

async function runBatch(
  session: Session,
  mode: InstanceType<IMain['txMode']['TransactionMode']>,
  statements: readonly SqlStatement[],
  execute: (on: ITask<object>, statement: SqlStatement) => Promise<Result>,
): Promise<void> {
  if (statements.length === 0) return;
  const position: { index: number | undefined } = { index: undefined };
  try {
    await session.tx({ mode }, async (transaction) => {
      for (const [index, statement] of statements.entries()) {
        position.index = index;
        await execute(transaction as ITask<object>, statement);
      }
      // What fails from here on is COMMIT: a deferred constraint, or the connection.
      position.index = undefined;
    });
  } catch (error) {
    throw new BatchError(messageOf(error), position.index, { cause: error });
  }
}

/** One session has one transaction at a time: what is asked for meanwhile waits, instead of becoming a part of it. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: { last: Promise<unknown> } = { last: Promise.resolve() };
  return (work) => {
    const turn = queue.last.then(work);
    queue.last = turn.catch(() => undefined);
    return turn;
  };
}

/** pg reads int8 as text: a number where that is exact, else a bigint. */
function readRows({ rows, fields }: Result): readonly Row[] {
  const wide = fields.filter(({ dataTypeID }) => dataTypeID === INT8).map(({ name }) => name);
  if (wide.length === 0) return rows;
  return rows.map((row) => ({ ...row, ...Object.fromEntries(wide.map((name) => [name, readInteger(row[name])])) }));
}

function readInteger(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
