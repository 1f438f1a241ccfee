/** The opcodes of a pickle that only push a value: numbers, text, bytes, empty containers. */
import type { PickleBytes } from './pickle-bytes.ts';
import type { PickleValue } from './pickle-values.ts';
import { damaged } from './torch-error.ts';

const code = (character: string): number => character.charCodeAt(0);

export const literals: ReadonlyMap<number, (bytes: PickleBytes) => PickleValue> = new Map<
  number,
  (bytes: PickleBytes) => PickleValue
>([
  [code('N'), () => null],
  [0x88, () => true],
  [0x89, () => false],
  [code('I'), integerLine],
  [code('L'), (bytes) => bytes.decimalInteger()],
  [code('J'), (bytes) => bytes.int32()],
  [code('K'), (bytes) => bytes.uint8()],
  [code('M'), (bytes) => bytes.uint16()],
  [0x8a, (bytes) => bytes.integer(bytes.uint8())],
  [0x8b, (bytes) => bytes.integer(bytes.int32())],
  [code('F'), (bytes) => Number(bytes.line())],
  [code('G'), (bytes) => bytes.float64()],
  [code('S'), quotedLine],
  [code('T'), (bytes) => bytes.text(bytes.int32())],
  [code('U'), (bytes) => bytes.text(bytes.uint8())],
  [code('V'), (bytes) => bytes.line()],
  [0x8c, (bytes) => bytes.text(bytes.uint8())],
  [code('X'), (bytes) => bytes.text(bytes.uint32())],
  [0x8d, (bytes) => bytes.text(bytes.uint64())],
  [code('C'), (bytes) => bytes.take(bytes.uint8())],
  [code('B'), (bytes) => bytes.take(bytes.uint32())],
  [0x8e, (bytes) => bytes.take(bytes.uint64())],
  [0x96, (bytes) => bytes.take(bytes.uint64())],
  [code(']'), () => ({ kind: 'list', items: [] })],
  [code(')'), () => ({ kind: 'tuple', items: [] })],
  [code('}'), () => ({ kind: 'dict', entries: new Map() })],
  [0x8f, () => ({ kind: 'list', items: [] })],
]);

/** Protocol 1 writes False and True as the integers 00 and 01. */
function integerLine(bytes: PickleBytes): PickleValue {
  const value = bytes.line();
  if (value === '00' || value === '01') return value === '01';
  if (!/^[+-]?\d{1,15}$/.test(value)) throw damaged('its pickle has an integer that is none');
  return Number(value);
}

function quotedLine(bytes: PickleBytes): PickleValue {
  const line = bytes.line();
  const quoted = /^(['"])(.*)\1$/s.exec(line);
  if (quoted === null) throw damaged('its pickle has a text without quotes');
  return quoted[2] ?? '';
}
