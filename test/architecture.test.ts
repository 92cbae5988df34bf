import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vite';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** The floors of the house: a file may import from its own folder and from what stands above it in this list. */
const FLOORS = ['model', 'dialects', 'diagnostics', '1-source', '2-parse', '3-interpret', '4-plan', '5-apply', 'adapters', 'settings', 'output', '', 'cli', 'server', 'worker'] as const;
/** Phases hand values to each other through the compiler and the runner; none imports another. */
const PHASES = new Set(['1-source', '2-parse', '3-interpret', '4-plan', '5-apply', 'adapters']);
const FACES = new Set(['cli', 'server', 'worker']);

interface Source {
  readonly file: string;
  readonly floor: string;
  readonly imports: readonly string[];
  /** Those that remain at run time. */
  readonly loads: readonly string[];
  readonly body: readonly { readonly type: string; readonly kind?: string }[];
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const { body } = parseAst(readFileSync(join(root, file), 'utf8'), { lang: 'ts' }) as unknown as { body: Source['body'] };
    const named = body.flatMap((node) => ('source' in node && node.source ? [{ node, name: (node.source as { value: string }).value }] : []));
    const imports = named.map(({ name }) => name);
    const loads = named.filter(({ node }) => (node as { importKind?: string }).importKind !== 'type').map(({ name }) => name);
    return { file, floor: floorOf(file), imports, loads, body };
  });

function floorOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : '';
}

function target(source: Source, specifier: string): string | undefined {
  return specifier.startsWith('.') ? relative(root, join(root, dirname(source.file), specifier)) : undefined;
}

function offenders(offends: (source: Source, floor: string, specifier: string) => boolean): readonly string[] {
  return sources.flatMap((source) =>
    source.imports
      .filter((specifier) => {
        const path = target(source, specifier);
        return path !== undefined && offends(source, floorOf(path), specifier);
      })
      .map((specifier) => `${source.file} -> ${specifier}`),
  );
}

const height = (floor: string): number => (FLOORS as readonly string[]).indexOf(floor);

describe('the floors', () => {
  test('every folder of src stands on a floor', () => {
    expect(sources.map(({ floor }) => floor).filter((floor) => !(FLOORS as readonly string[]).includes(floor))).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  test('imports point down', () => {
    expect(offenders((source, floor) => height(floor) > height(source.floor))).toEqual([]);
  });

  test('phases do not import each other, nor do the faces', () => {
    expect(offenders((source, floor) => PHASES.has(source.floor) && PHASES.has(floor) && floor !== source.floor)).toEqual([]);
    expect(offenders((source, floor) => FACES.has(source.floor) && FACES.has(floor) && floor !== source.floor)).toEqual([]);
  });

  test('interpretation knows no dialect', () => {
    expect(offenders((source, floor) => source.floor === '3-interpret' && floor === 'dialects')).toEqual([]);
  });

  test('only 2-parse reads with the parser', () => {
    const importers = sources.filter(({ imports }) => imports.includes('libpg-query')).map(({ floor }) => floor);
    expect([...new Set(importers)]).toEqual(['2-parse']);
  });

  test('only 1-source, cli and server touch files and the environment', () => {
    const touching = sources.filter(({ imports }) => imports.some((name) => name.startsWith('node:fs') || name === 'dotenv'));
    expect(touching.filter(({ floor }) => !['1-source', 'cli', 'server'].includes(floor)).map(({ file }) => file)).toEqual([]);
  });

  /** Types may name each other (expressions hold queries, queries hold expressions); what is loaded at run time may not. */
  test('no import that is loaded runs in a circle', () => {
    expect(circles()).toEqual([]);
  });

  /** Tests and tools count as users; what the package's entry points export is for others. */
  test('every value that is exported is imported somewhere', () => {
    const users = ['test', 'tools', 'bench'].flatMap((folder) => typescriptIn(join(root, '..', folder)));
    const imported = [...sources.map(({ file }) => join(root, file)), ...users].flatMap((path) => importedNames(path));
    const entries = ['transmigrate.ts', 'server/bootstrap.ts', 'worker/status.ts'];
    const unused = sources.filter(({ file }) => !entries.includes(file)).flatMap((source) => exportedValues(source).filter((name) => !imported.includes(name)).map((name) => `${source.file}: ${name}`));
    expect(unused).toEqual([]);
  });

  test('there is no barrel and no module-level let', () => {
    expect(sources.filter(({ file }) => basename(file) === 'index.ts').map(({ file }) => file)).toEqual([]);
    const lets = sources.filter(({ body }) => body.some((node) => node.type === 'VariableDeclaration' && node.kind === 'let'));
    expect(lets.map(({ file }) => file)).toEqual([]);
  });
});

function typescriptIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

/** Names in braces, behind import, export .. from, or the await of a dynamic import. */
function importedNames(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  const lists = [...text.matchAll(/(?:import|export)(?: type)? \{([^}]*)\} from/g), ...text.matchAll(/\{([^{}]*)\} = await import\(/g)].map(([, list = '']) => list);
  const members = [...text.matchAll(/await import\([^)]*\)\)\.(\w+)/g)].map(([, name = '']) => name);
  return [...members, ...lists.flatMap((list) => list.split(',').map((name) => name.trim().replace(/^type /, '').split(/ as |:/)[0]?.trim() ?? ''))];
}

function exportedValues({ body }: Source): readonly string[] {
  return body.flatMap((node) => {
    const declaration = (node as { declaration?: { type: string; id?: { name: string }; declarations?: readonly { id: { name: string } }[] } }).declaration;
    if (node.type !== 'ExportNamedDeclaration' || !declaration) return [];
    if (declaration.type === 'VariableDeclaration') return declaration.declarations?.map(({ id }) => id.name) ?? [];
    return ['FunctionDeclaration', 'ClassDeclaration'].includes(declaration.type) && declaration.id ? [declaration.id.name] : [];
  });
}

function circles(): readonly string[] {
  const edges = new Map(sources.map((source) => [source.file, source.loads.flatMap((name) => target(source, name)?.replace(/\.js$/, '.ts') ?? [])]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const { file } of sources) visit(file, []);
  return found;
}
