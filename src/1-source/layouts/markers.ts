/** A comment line that says what follows. Statement markers need no reading: Postgres' grammar finds the ends. */
export interface Marker {
  readonly word: string;
  readonly options: string;
  readonly start: number;
  readonly end: number;
  /** The tool runs files without markers too, as a whole. */
  readonly optional: boolean;
}

/** dbmate, goose, sql-migrate, micrate: a file of theirs must have markers. */
const OBLIGATORY = String.raw`--[ \t]*(?:migrate:(?<dbmate>up|down)\b|\+(?:goose|migrate|micrate)[ \t]+(?<word>up|down|no[ \t]+transaction|envsub)\b)(?<options>.*)`;
/** node-pg-migrate, rambler, shmig, Play, and files that say it in the plainest words. */
const OPTIONAL = [
  String.raw`--[- \t]*(?<migration>up|down)[ \t]+migration\b.*`,
  String.raw`--[ \t]*rambler[ \t]+(?<rambler>up|down)[ \t]*`,
  String.raw`--[ \t]*=+[ \t]*(?<shmig>up|down)[ \t]*=+[ \t]*`,
  String.raw`(?:#|--)[- \t]*!(?<play>up|down)s[ \t]*`,
  String.raw`--[ \t]*(?<plain>up|down)[ \t]*`,
];
/** tern and MyBatis: what stands above is the way up. */
const TURN = String.raw`(?<turn>----[ \t]*create above[ \t]*/[ \t]*drop below[ \t]*----|--[ \t]*//[ \t]*@undo)[ \t]*`;
const MARKER = new RegExp(`^(?:${[OBLIGATORY, ...OPTIONAL, TURN].join('|')})$`, 'gim');
/** Most files have none: they are not searched line by line. */
const HINT = /^(?:--|#).*(?:up|down|undo|drop below)/im;

export function markersOf(text: string): readonly Marker[] {
  if (!HINT.test(text)) return [];
  const markers = [...text.matchAll(MARKER)].map(({ index, 0: line, groups = {} }): Marker => {
    const { dbmate, word, options, turn, ...others } = groups;
    const named = dbmate ?? word ?? (turn === undefined ? Object.values(others).find((other) => other !== undefined) : 'down') ?? '';
    return { word: named.toLowerCase().replaceAll(/\s+/g, ' '), options: (options ?? '').toLowerCase(), start: index, end: index + line.length, optional: (dbmate ?? word) === undefined };
  });
  const above = /^(?:----\s*create|--\s*\/\/)/i.test(text.slice(markers[0]?.start)) && markers[0]?.word === 'down';
  const all = above ? [{ word: 'up', options: '', start: 0, end: 0, optional: true }, ...markers] : markers;
  return all.some(({ word, optional }) => !optional || word === 'up') ? all : [];
}

export function directionsOf(text: string): readonly Marker[] {
  return markersOf(text).filter(({ word }) => word === 'up' || word === 'down');
}

/** Spaces for everything but line ends: offsets stay. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
