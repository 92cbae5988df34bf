import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Script } from '../model/migration.js';

/** Reads one file strictly as UTF-8, without a byte order mark and with LF line ends, so that every checkout has the same checksum. */
export function readScript(directory: string, file: string): Script | Diagnostic {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(directory, file));
  } catch (error) {
    return diagnose('unreadable-file', { message: `${file} cannot be read: ${reasonOf(error)}`, file });
  }
  return isUtf8(bytes) ? toScript(file, bytes.toString('utf8')) : notUtf8(file, bytes);
}

function toScript(file: string, raw: string): Script {
  const unmarked = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const text = unmarked.includes('\r') ? unmarked.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : unmarked;
  return { file, text, checksum: createHash('sha256').update(text).digest('hex') };
}

function notUtf8(file: string, bytes: Buffer): Diagnostic {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const offset = firstInvalidByte(bytes);
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return diagnose('not-utf8', {
    message: utf16 ? `${file} is UTF-16, not UTF-8` : `${file} is not UTF-8: byte 0x${value} at offset ${offset} (line ${lineOf(bytes, offset)})`,
    file,
    help: utf16 ? 'Save it as UTF-8. Windows PowerShell writes UTF-16 with `>`; `Out-File -Encoding utf8` does not.' : undefined,
  });
}

/** Where the character begins that is none: before the longest prefix that may still become valid, back to its last whole character. */
function firstInvalidByte(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isPrefixOfUtf8(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  while (!isUtf8(bytes.subarray(0, valid))) valid--;
  return valid;
}

function isPrefixOfUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (const byte of bytes.subarray(0, offset)) if (byte === 0x0a) line++;
  return line;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
