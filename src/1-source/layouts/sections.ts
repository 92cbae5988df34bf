import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';
import { blank, directionsOf, markersOf } from './markers.js';
import { foreignFile, mixed, partOf } from './plain.js';

export function hasSections(text: string): boolean {
  return directionsOf(text).length > 0;
}

/** One file holds both directions: `-- migrate:up`, `-- +goose Up`, `-- +migrate Up`, `-- Up Migration`. */
export function readSections(scripts: readonly Script[]): Reading {
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  const marked = scripts.filter(({ text }) => hasSections(text));
  const optional = marked.every(({ text }) => directionsOf(text).every((marker) => marker.optional));
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
    } else if (part.target !== undefined || script.text.trim() === '' || optional) parts.push(part);
    else diagnostics.push(mixed(marked[0]?.file ?? '', script.file, `${marked[0]?.file} has sections for up and down, ${script.file} has none`));
  }
  return { parts, diagnostics };
}

function hasSection({ text }: Script, direction: string): boolean {
  return markersOf(text).some(({ word }) => word === direction);
}

/** The file with everything but one direction's lines blanked out: offsets and lines stay those of the file. */
function section(script: Script, direction: 'up' | 'down'): Script {
  const { text } = script;
  const markers = markersOf(text);
  const turns = directionsOf(text);
  let result = blank(text.slice(0, turns[0]?.start ?? 0));
  for (const [index, turn] of turns.entries()) {
    const part = text.slice(turn.end, turns[index + 1]?.start ?? text.length);
    result += blank(text.slice(turn.start, turn.end)) + (turn.word === direction ? part : blank(part));
  }
  const outside = markers.some(({ word }) => word === 'no transaction') || turns.some(({ word, options }) => word === direction && /transaction:false|notransaction/.test(options));
  return { ...script, text: result, ...(outside && { transaction: false as const }) };
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
