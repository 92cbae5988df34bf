import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitCode } from './exit-code.js';
import { failed } from './failure.js';
import type { Flags } from './flags.js';
import { createReporter } from './reporter.js';
import { toolVersion } from '../output/own-package.js';

const AFTER_HELP = `
Exit codes:
  0    success
  1    general error: wrong arguments, wrong configuration
  2    database not ready: it does not answer, or another process is migrating it
  3    a migration failed, or cannot be transpiled (check: something is refused)
  4    something is pending (status --check), an applied file has changed or is gone,
       or written files are stale (transpile --check)
  127  a package that the database needs is not installed

Environment (also from .env):
  DB_TYPE       postgres | pglite | sqlite | d1
  DATABASE_URL  postgres://user:password@host:5432/name
  DB_PATH       SQLite file or PGlite directory (default: ./local.db)`;

type Action = (flags: Flags, ...rest: readonly string[]) => Promise<ExitCode>;

/**
 * Runs one command line.
 *
 * @param args without `node` and the script
 * @returns the exit code; nothing is thrown
 */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: EXIT.success };
  const program = new Command('transmigrate')
    .description('Write migrations once, in Postgres syntax; run them on Postgres, PGlite, SQLite and Cloudflare D1.')
    .version(toolVersion(), '-V, --version')
    .showHelpAfterError('(transmigrate --help shows what there is)')
    .addHelpText('after', AFTER_HELP)
    .exitOverride();
  for (const command of commands(outcome)) program.addCommand(command.exitOverride());
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.general;
    return failed(error, createReporter(flagsOf(args)));
  }
}

function commands(outcome: { code: ExitCode }): readonly Command[] {
  const run =
    (load: () => Promise<Action>) =>
    async (...parameters: readonly unknown[]): Promise<void> => {
      const command = parameters.at(-1) as Command;
      const flags: Flags = command.opts();
      outcome.code = await act(load, flags, command.args);
    };
  return [
    database('up', 'apply what is pending')
      .option('--to <name>', 'stop after this migration (name or version)')
      .action(run(async () => (await import('./commands/up.js')).up)),
    database('down', 'take back the latest migration')
      .option('--steps <n>', 'how many', count, 1)
      .action(run(async () => (await import('./commands/down.js')).down)),
    database('status', 'show what is executed and what is pending')
      .option('--check', 'exit with 4 when something is pending or differs')
      .action(run(async () => (await import('./commands/status.js')).status)),
    common('transpile', 'write the SQL of another database')
      .addOption(new Option('--to <target>', 'whose SQL').choices(['sqlite', 'd1', 'postgres']).makeOptionMandatory())
      .option('--out <dir>', 'one file a migration in this directory')
      .option('--check', 'write nothing; exit with 4 when the files in --out are stale')
      .option('--stdout', 'print instead of writing')
      .action(run(async () => (await import('./commands/transpile.js')).transpileFiles)),
    common('check', 'report what would become of each statement; needs no database')
      .argument('[dir]', 'the migrations directory')
      .addOption(new Option('--to <target>', 'one target only (default: sqlite and d1)').choices(['sqlite', 'd1', 'postgres']))
      .action(run(async () => (await import('./commands/check.js')).check)),
    common('new', 'create the next migration in the layout of the directory')
      .argument('<name>', 'what it does: "add invoices"')
      .action(run(async () => (await import('./commands/new.js')).create)),
  ];
}

async function act(load: () => Promise<Action>, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  try {
    const action = await load();
    return await action(flags, ...args);
  } catch (error) {
    return failed(error, createReporter(flags));
  }
}

function database(name: string, description: string): Command {
  return common(name, description).option('--database <url>', 'postgres://.., sqlite:file, pglite:dir, d1:BINDING, or the path of an SQLite file');
}

function common(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--dir <dir>', 'the migrations directory (default: migrations)')
    .addOption(new Option('--mapping <mapping>', 'how types are stored on SQLite and D1').choices(['classic', 'exact']))
    .option('--strict', 'warnings are errors')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'show each finding, each file (check), and stack traces');
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

/** For errors that happen before a command has read its options. */
function flagsOf(args: readonly string[]): Flags {
  return { json: args.includes('--json'), quiet: args.includes('--quiet'), verbose: args.includes('--verbose') };
}
