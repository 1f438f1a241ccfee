/**
 * Reads a pickle without Python and without its power: a stack machine that knows containers, tensors and storages.
 * A name is looked up in a table of words (torch-names.ts), never imported; a call makes data by that table or is
 * refused. It neither recurses nor copies shared values, so it takes memory in proportion to the pickle alone.
 */
import { PickleBytes } from './pickle-bytes.ts';
import { literals } from './pickle-literals.ts';
import { PickleStack } from './pickle-stack.ts';
import { callName, setState, storageNamed } from './pickle-objects.ts';
import { isDict, isKey, isTagged, kindOf, type PickleValue, type TorchStorage } from './pickle-values.ts';
import { nameRule } from './torch-names.ts';
import { damaged, refused } from './torch-error.ts';

export interface Unpickled {
  readonly value: PickleValue;
  /** Where the pickle ends, from the start of the bytes. */
  readonly end: number;
  /** Every storage that the pickle names, by key. */
  readonly storages: ReadonlyMap<string, TorchStorage>;
}

/** Throws invalid-input: damaged, or refused with the name of what the pickle asks for. */
export function unpickle(bytes: Uint8Array, start = 0): Unpickled {
  const machine = new Machine(bytes, start);
  return machine.run();
}

/** Opcodes of protocols and features that torch.save never writes, by the name Python gives them. */
const neverWritten: ReadonlyMap<number, string> = new Map([
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  ['P'.charCodeAt(0), 'PERSID'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]);

const NEWEST_PROTOCOL = 5;

/**
 * A tensor takes about 35 opcodes, so BiomedCLIP with its optimizer takes about 40,000. An opcode of one byte may make a
 * container of hundreds, so this bounds the memory that a pickle can take.
 */
const MOST_STEPS = 1_000_000;

class Machine {
  readonly #bytes: PickleBytes;
  readonly #stack = new PickleStack();
  readonly #storages = new Map<string, TorchStorage>();

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = new PickleBytes(bytes, start);
  }

  run(): Unpickled {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const opcode = this.#bytes.uint8();
      if (opcode === 0x2e)
        return { value: this.#stack.pop(), end: this.#bytes.position, storages: this.#storages };
      const literal = literals.get(opcode);
      if (literal !== undefined) this.#stack.push(literal(this.#bytes));
      else this.#step(opcode);
    }
    throw damaged(
      `its pickle has more than ${MOST_STEPS.toLocaleString('en')} opcodes, so it holds more than tensors`,
    );
  }

  #step(opcode: number): void {
    const [bytes, stack] = [this.#bytes, this.#stack];
    const character = opcode < 0x80 ? String.fromCharCode(opcode) : opcode;
    switch (character) {
      case 0x80: // PROTO
        return this.#protocol(bytes.uint8());
      case 0x95: // FRAME: its length only helps whoever reads in pieces
        return void bytes.uint64();
      case '(':
        return stack.mark();
      case '0':
        return stack.drop();
      case '1':
        return void stack.popToMark();
      case '2':
        return stack.push(stack.top());
      case 'p':
        return stack.memoize(Number(bytes.decimalInteger()));
      case 'q':
        return stack.memoize(bytes.uint8());
      case 'r':
        return stack.memoize(bytes.uint32());
      case 0x94: // MEMOIZE
        return stack.memoize();
      case 'g':
        return stack.recall(Number(bytes.decimalInteger()));
      case 'h':
        return stack.recall(bytes.uint8());
      case 'j':
        return stack.recall(bytes.uint32());
      case 'l':
        return stack.push({ kind: 'list', items: stack.popToMark() });
      case 't':
      case 0x91: // FROZENSET
        return stack.push({ kind: 'tuple', items: stack.popToMark() });
      case 0x85: // TUPLE1, TUPLE2, TUPLE3
      case 0x86:
      case 0x87:
        return stack.push({ kind: 'tuple', items: stack.popMany(opcode - 0x84) });
      case 'a':
        return this.#append(stack.popMany(1));
      case 'e':
      case 0x90: // ADDITEMS
        return this.#append(stack.popToMark());
      case 'd': {
        const items = stack.popToMark();
        stack.push({ kind: 'dict', entries: new Map() });
        return this.#set(items);
      }
      case 's':
        return this.#set(stack.popMany(2));
      case 'u':
        return this.#set(stack.popToMark());
      case 'Q':
        return this.#persistent(stack.pop());
      case 'c':
        return this.#name(bytes.line(), bytes.line());
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = stack.popMany(2);
        return this.#name(module, name);
      }
      case 'R': {
        const args = stack.popArguments();
        return stack.push(callName(stack.pop(), args));
      }
      case 0x81: {
        // NEWOBJ: cls.__new__(cls, *args)
        const args = stack.popArguments();
        return stack.push(callName(stack.pop(), args));
      }
      case 0x92: {
        // NEWOBJ_EX: with keywords as well
        stack.pop();
        const args = stack.popArguments();
        return stack.push(callName(stack.pop(), args));
      }
      case 'i': // INST: calls a name with what lies above the mark
        this.#name(bytes.line(), bytes.line());
        return this.#callAboveMark(stack.pop(), stack.popToMark());
      case 'o': {
        const [callee = null, ...args] = stack.popToMark();
        return this.#callAboveMark(callee, args);
      }
      case 'b':
        stack.pop();
        return setState(stack.top());
      default:
        throw unknownOpcode(opcode, bytes.position - 1);
    }
  }

  #protocol(version: number): void {
    if (version > NEWEST_PROTOCOL) throw damaged(`its pickle is of protocol ${version}`);
  }

  /** Looks a name up, which refuses what is not allowed, and pushes it as a word. */
  #name(module: PickleValue | undefined, name: PickleValue | undefined): void {
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw damaged(`its pickle names something by ${kindOf(module)} and ${kindOf(name)}`);
    }
    const whole = `${module}.${name}`;
    nameRule(whole);
    this.#stack.push({ kind: 'name', name: whole });
  }

  #persistent(id: PickleValue): void {
    const storage = storageNamed(id);
    this.#storages.set(storage.key, storage);
    this.#stack.push(storage);
  }

  #callAboveMark(callee: PickleValue, args: readonly PickleValue[]): void {
    this.#stack.push(callName(callee, args));
  }

  #append(items: readonly PickleValue[]): void {
    const list = this.#stack.top();
    if (!isTagged(list) || list.kind !== 'list') throw damaged(`its pickle appends to ${kindOf(list)}`);
    for (const item of items) list.items.push(item);
  }

  /** `items`: key, value, key, value, ... */
  #set(items: readonly PickleValue[]): void {
    const dict = this.#stack.top();
    if (!isDict(dict)) throw damaged(`its pickle sets entries of ${kindOf(dict)}`);
    if (items.length % 2 !== 0) throw damaged('its pickle has a key without a value');
    for (let index = 0; index < items.length; index += 2) {
      const [key = null, value = null] = items.slice(index, index + 2);
      if (!isKey(key)) throw damaged(`its pickle has ${kindOf(key)} for a key`);
      dict.entries.set(key, value);
    }
  }
}

function unknownOpcode(opcode: number, position: number): Error {
  const name = neverWritten.get(opcode);
  if (name !== undefined) return refused(`uses the pickle opcode ${name}`, name);
  return damaged(`its pickle has the byte 0x${opcode.toString(16)} where an opcode should be`, { position });
}
