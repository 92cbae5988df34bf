import { execFile } from 'node:child_process';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end; a failing one is an answer too. */
export function runCommand(command: string, args: readonly string[], { cwd, env = process.env }: Surroundings): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** The same where only success is of use. */
export async function mustRun(command: string, args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const ended = await runCommand(command, args, surroundings);
  if (ended.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}
