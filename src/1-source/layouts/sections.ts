import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';
import { foreignFile, mixed, partOf } from './plain.js';

/** A comment line of dbmate, goose or sql-migrate that says what follows. Statement markers need no reading: Postgres' grammar finds the ends. */
const MARKER = /^--\s*(?:migrate:(?<dbmate>up|down)\b|\+(?:goose|migrate)\s+(?<word>up|down|no\s+transaction|envsub)\b)(?<options>.*)$/gim;

interface Marker {
  readonly word: string;
  readonly options: string;
  readonly start: number;
  readonly end: number;
}

export function hasSections(text: string): boolean {
  return markersOf(text).some(({ word }) => word === 'up' || word === 'down');
}

/** One file holds both directions: `-- migrate:up`, `-- +goose Up`, `-- +migrate Up`. */
export function readSections(scripts: readonly Script[]): Reading {
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  const first = scripts.find(({ text }) => hasSections(text))?.file ?? '';
  for (const script of scripts) {
    const file = readFileName(script.file);
    diagnostics.push(...foreignFile(script, file));
    if (file.database === 'foreign') continue;
    const part = partOf(script, file);
    if (hasSections(script.text)) {
      diagnostics.push(...faults(script));
      if (!hasSection(script, 'up')) continue;
      parts.push({ ...part, script: section(script, 'up') });
      if (hasSection(script, 'down')) parts.push({ ...part, direction: 'down', script: section(script, 'down') });
    } else if (part.target !== undefined || script.text.trim() === '') parts.push(part);
    else diagnostics.push(mixed(first, script.file, `${first} has sections for up and down, ${script.file} has none`));
  }
  return { parts, diagnostics };
}

function markersOf(text: string): readonly Marker[] {
  if (!/^--\s*(?:migrate:|\+(?:goose|migrate))/im.test(text)) return [];
  return [...text.matchAll(MARKER)].map(({ index, 0: line, groups }) => {
    const word = (groups?.['dbmate'] ?? groups?.['word'] ?? '').toLowerCase().replaceAll(/\s+/g, ' ');
    return { word, options: (groups?.['options'] ?? '').toLowerCase(), start: index, end: index + line.length };
  });
}

function hasSection({ text }: Script, direction: string): boolean {
  return markersOf(text).some(({ word }) => word === direction);
}

/** The file with everything but one direction's lines blanked out: offsets and lines stay those of the file. */
function section(script: Script, direction: 'up' | 'down'): Script {
  const { text } = script;
  const markers = markersOf(text);
  const turns = markers.filter(({ word }) => word === 'up' || word === 'down');
  let result = blank(text.slice(0, turns[0]?.start ?? 0));
  for (const [index, turn] of turns.entries()) {
    const part = text.slice(turn.start, turns[index + 1]?.start ?? text.length);
    result += turn.word === direction ? part : blank(part);
  }
  const outside = markers.some(({ word }) => word === 'no transaction') || turns.some(({ word, options }) => word === direction && /transaction:false|notransaction/.test(options));
  return { ...script, text: result, ...(outside && { transaction: false as const }) };
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

function faults({ file, text }: Script): readonly Diagnostic[] {
  const markers = markersOf(text);
  const found: Diagnostic[] = [];
  const first = markers.find(({ word }) => word === 'up' || word === 'down');
  const before = text.slice(0, first?.start ?? 0);
  const statement = /\S/.exec(before.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, blank));
  if (statement) {
    const line = before.indexOf('\n', statement.index);
    found.push(diagnose('text-outside-sections', { message: 'this stands before the first section and belongs to no direction', file, span: { start: statement.index, end: line < 0 ? before.length : line } }));
  }
  if (!markers.some(({ word }) => word === 'up')) {
    found.push(diagnose('text-outside-sections', { message: `${file} has a section for down, but none for up`, file, span: first }));
  }
  const substitution = markers.find(({ word, options }) => word === 'envsub' && options.trim() === 'on');
  if (substitution) {
    found.push(diagnose('environment-in-migration', { message: 'the file asks for environment variables to be substituted', file, span: { start: substitution.start, end: substitution.end } }));
  }
  return found;
}
