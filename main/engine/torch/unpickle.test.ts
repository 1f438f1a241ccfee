import { describe, expect, it } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { bytesOf, dict, integer, pickle, storage, tensor, text, tuple } from './test-torch-files.ts';
import { isDict, isTagged } from './pickle-values.ts';
import { unpickle } from './unpickle.ts';

const read = (body: string) => unpickle(bytesOf(pickle(body))).value;

function refusal(body: string): FigscopeError {
  try {
    read(body);
  } catch (error) {
    if (error instanceof FigscopeError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

/** Pushes a text in protocol 4's short form and stores it in the memo, as Python's pickler does. */
const memoized = (value: string): string => `\x8c${String.fromCharCode(value.length)}${value}\x94`;

describe('a pickle that wants to run something', () => {
  it.each([
    ['os.system by GLOBAL', 'cos\nsystem\n(X\x02\x00\x00\x00idtR', 'os.system'],
    [
      'posix.system, as pickle.dumps writes it',
      'cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03',
      'posix.system',
    ],
    ['builtins.exec', `cbuiltins\nexec\n${text('import os')}\x85R`, 'builtins.exec'],
    ['builtins.eval of Python 2', `c__builtin__\neval\n${text('1')}\x85R`, '__builtin__.eval'],
    [
      'os.system by STACK_GLOBAL',
      `${memoized('os')}${memoized('system')}\x93${memoized('id')}\x85R`,
      'os.system',
    ],
    [
      'STACK_GLOBAL of names from the memo',
      `${memoized('system')}0${memoized('os')}0h\x01h\x00\x93)R`,
      'os.system',
    ],
    ['a name behind an allowed module', `${text('torch')}${text('hub.load')}\x93)R`, 'torch.hub.load'],
    [
      'a name inside an allowed name',
      `${text('collections')}${text('OrderedDict.fromkeys')}\x93)R`,
      'collections.OrderedDict.fromkeys',
    ],
    ['INST', `(${text('id')}ios\nsystem\n`, 'os.system'],
    ['OBJ', `(cos\nsystem\n${text('id')}o`, 'os.system'],
    ['NEWOBJ', `csubprocess\nPopen\n${tuple(text('id'))}\x81`, 'subprocess.Popen'],
    ['NEWOBJ_EX', `csubprocess\nPopen\n)}\x92`, 'subprocess.Popen'],
    [
      'a call inside the arguments of an allowed call',
      `ccollections\nOrderedDict\n(cos\nsystem\n${text('id')}\x85RtR`,
      'os.system',
    ],
    ['a call in the value of an entry', dict(text('weight'), `crunpy\n_run_code\n)R`), 'runpy._run_code'],
    [
      'a pickle in a storage',
      `ctorch.storage\n_load_from_bytes\nC\x01.\x85R`,
      'torch.storage._load_from_bytes',
    ],
    ['a whole model', `copen_clip.model\nCustomTextCLIP\n)\x81`, 'open_clip.model.CustomTextCLIP'],
    [
      'a lookup of attributes',
      `cbuiltins\ngetattr\n${tuple('ctorch\nFloatStorage\n', text('x'))}R`,
      'builtins.getattr',
    ],
    ['the call of what a call gave', `${tensor()})R`, 'tensor'],
    ['the call of a storage class', 'ctorch\nFloatStorage\n)R', 'torch.FloatStorage'],
    [
      'BUILD of a function',
      `ctorch._utils\n_rebuild_tensor_v2\n${dict(text('__setstate__'), '\x88')}b`,
      'torch._utils._rebuild_tensor_v2',
    ],
    ['BUILD of a tensor', `${tensor()}${dict(text('__setstate__'), '\x88')}b`, 'tensor'],
    ['BUILD of a text', `${text('os')}}b`, 'string'],
    ['EXT1', '\x82\x01', 'EXT1'],
    ['EXT4', '\x84\x01\x00\x00\x00', 'EXT4'],
    ['PERSID', 'Pstorage\n', 'PERSID'],
    ['an OrderedDict filled by its call', `ccollections\nOrderedDict\n](K\x01e\x85R`, 'OrderedDict'],
  ])('is refused by name: %s', (_, body, target) => {
    const error = refusal(body);
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(target);
    expect(error.message).toContain('nothing in it was run');
    expect(error.facts).toMatchObject({ target: expect.stringContaining(target) });
    expect(error.remedy).toBeDefined();
  });

  it('shows a name without its control characters and not in full length', () => {
    const { message } = refusal(`${text('o\u001B[2Js')}${text('x'.repeat(5000))}\x93`);
    expect(message).toContain('o?[2Js.xxx');
    expect(message.length).toBeLessThan(300);
  });
});

describe('a pickle that is damaged', () => {
  it.each([
    ['is cut off', 'X\xff\xff\xff\xffab', 'ends too early'],
    ['has a text of eight-byte length', '\x8d\xff\xff\xff\xff\xff\xff\xff\x7f', 'ends too early'],
    ['has a negative length', 'T\xff\xff\xff\xff', 'ends too early'],
    ['has an endless integer', `\x8b\x00\x00\x00\x40`, 'integer of'],
    ['has a negative integer length', '\x8b\xff\xff\xff\xff', 'integer of'],
    ['has a decimal integer of a million digits', `L${'9'.repeat(1e6)}L\n`, 'integer that is none'],
    ['takes from an empty stack', '0', 'not there'],
    ['takes from below a mark', 'N(a', 'not there'],
    ['goes back without a mark', 't', 'mark that is not there'],
    ['recalls what it never stored', 'j\xff\xff\xff\xff', 'never stored'],
    ['goes on without end', 'N'.repeat(1_000_001), 'more than 1,000,000 opcodes'],
    ['has an unknown opcode', '\xff', '0xff'],
    ['is of a future protocol', '\x80\x09', 'protocol 9'],
    ['appends to a number', 'K\x01K\x02a', 'appends to'],
    ['sets an entry of a list', ']NNs', 'sets entries of'],
    ['has a key without a value', '}(Nu', 'key without a value'],
    ['has a list for a key', '}]Ns', 'for a key'],
    ['names by numbers', 'K\x01K\x02\x93', 'names something by'],
    ['calls without a tuple', 'ccollections\nOrderedDict\n]R', 'for arguments'],
    ['refers to what is no storage', `${text('hello')}Q`, 'no storage'],
    [
      'has a storage of another class',
      `${tuple(text('storage'), 'ccollections\nOrderedDict\n', text('0'), text('cpu'), 'K\x01')}Q`,
      'OrderedDict',
    ],
    ['has a storage of negative size', storage({ elements: -1 }), '-1 elements'],
    ['has a tensor without a storage', tensor({ storage: 'N' }), 'None'],
    ['has a tensor with a negative stride', tensor({ strides: [-1] }), '-1 in its strides'],
    ['has a tensor with a negative offset', tensor({ offset: -4 }), '-4 in its offset'],
    ['has a tensor of negative shape', tensor({ shape: [-4] }), '-4 in its shape'],
    ['has a stride too few', tensor({ shape: [2, 2] }), '2 dimensions and 1 strides'],
    ['has a tensor of a thousand dimensions', tensor({ shape: Array<number>(1000).fill(1) }), 'valid shape'],
    [
      'makes a parameter of a text',
      `ctorch._utils\n_rebuild_parameter\n${tuple(text('x'), '\x88', 'N')}R`,
      'a string',
    ],
  ])('says what is wrong: it %s', (_, body, message) => {
    const error = refusal(body);
    expect(error).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) });
    expect(error.message).toContain('damaged');
  });

  it('takes no more memory than its bytes, however often it repeats itself', () => {
    // Billion laughs: each list holds the one before ten times; as text it would be 10 ** 60 items.
    const level = (index: number): string =>
      `](${`h${String.fromCharCode(index)}`.repeat(10)}eq${String.fromCharCode(index + 1)}`;
    const laughs = read(`]q\x00${Array.from({ length: 60 }, (_, index) => level(index)).join('')}`);
    expect(isTagged(laughs) && laughs.kind === 'list' && laughs.items).toHaveLength(10);
    // A list that holds itself.
    const own = read(']q\x00h\x00a');
    expect(isTagged(own) && own.kind === 'list' && own.items[0]).toBe(own);
    // A hundred thousand lists inside one another, and a memo with the largest index.
    expect(read(`${'('.repeat(100_000)}${'l'.repeat(100_000)}`)).toMatchObject({ kind: 'list' });
    expect(read('Nr\xff\xff\xff\xff')).toBeNull();
  });
});

describe('an honest pickle', () => {
  it('may hold what the optimizer of a checkpoint holds', () => {
    // The learning rate that open_clip's schedule set, a numpy.float64: numpy.core.multiarray.scalar(dtype, bytes).
    const dtype = `cnumpy\ndtype\n${tuple(text('f8'), '\x89', '\x88')}R${tuple('K\x03', text('<'), 'N', 'N', 'N', 'J\xff\xff\xff\xff', 'J\xff\xff\xff\xff', 'K\x00')}b`;
    const bytes = `c_codecs\nencode\n${tuple(text('\u0000'.repeat(8)), text('latin1'))}R`;
    const learningRate = `cnumpy._core.multiarray\nscalar\n${tuple(dtype, bytes)}R`;
    const read1 = read(
      dict(
        text('lr'),
        learningRate,
        text('betas'),
        tuple('G?\xec\xcc\xcc\xcc\xcc\xcc\xcd', 'G?\xef\xf7\xce\xd9\x16\x87\x2b'),
      ),
    );
    expect(isDict(read1) && [...read1.entries]).toMatchObject([
      ['lr', { kind: 'inert' }],
      ['betas', { items: [0.9, 0.999] }],
    ]);
  });

  it('may give its state_dict the attribute _metadata', () => {
    const metadata = dict(text('_metadata'), 'ccollections\nOrderedDict\n)R');
    const value = read(`ccollections\nOrderedDict\n)R(${text('weight')}${tensor()}u${metadata}b`);
    expect(isDict(value) && [...value.entries.keys()]).toEqual(['weight']);
  });

  it('holds parameters, sizes, devices and every kind of plain data', () => {
    const values = [
      `ctorch._utils\n_rebuild_parameter\n${tuple(tensor(), '\x88', 'N')}R`,
      `ctorch\nSize\n${tuple(tuple('K\x01'))}R`,
      `ctorch\ndevice\n${tuple(text('cuda'))}R`,
      'ctorch\nbfloat16\n',
      "I01\nI42\nL-7L\nF0.5\nS'old'\nVnew\nU\x03abc\x8e\x02\x00\x00\x00\x00\x00\x00\x00hi",
      `\x8f(K\x01\x90(K\x02\x91${integer(2 ** 60)}`,
    ];
    const value = read(`(${values.join('')}l`);
    expect(isTagged(value) && value.kind === 'list' && value.items).toMatchObject([
      { kind: 'tensor', type: 'F32', shape: [4] },
      { kind: 'inert' },
      { kind: 'inert' },
      { kind: 'name', name: 'torch.bfloat16' },
      true,
      42,
      -7,
      0.5,
      'old',
      'new',
      'abc',
      expect.any(Uint8Array),
      { kind: 'list', items: [1] },
      { kind: 'tuple', items: [2] },
      2n ** 60n,
    ]);
  });
});
