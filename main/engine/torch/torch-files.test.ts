import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensorFileHeader } from '#app/ml/tensor-file-header.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { openWeightSource } from '../weight-source.ts';
import { openTorchFile } from './open-torch.ts';
import { stateDict } from './state-dict.ts';
import {
  bytesOf,
  dict,
  floatBytes,
  pickle,
  storage,
  tensor,
  text,
  torchStream,
  torchZip,
  tuple,
  zipOf,
} from './test-torch-files.ts';
import { checkTensor, readTensor } from './torch-tensor.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-torch-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${files++}.bin`);
  await writeFile(path, bytes);
  return path;
}

const weight = (view: string): string => dict(text('weight'), view);
const four = floatBytes(1, 2, 3, 4);
const read = async (bytes: Uint8Array) => (await openWeightSource(await fileOf(bytes))).read();

describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('files of torch', () => {
  it.each(['torch_views.bin', 'torch_views.legacy.bin'])(
    'reads every view and type of %s bit for bit',
    async (name) => {
      const expectedBytes = await readFile(
        requireShared('golden/tiny-biomedclip/torch_views.expected.safetensors'),
      );
      const expected = readTensorFileHeader(expectedBytes, expectedBytes.length).entries;
      const { path, root, places } = await openTorchFile(requireShared(`golden/tiny-biomedclip/${name}`));
      const tensors = stateDict(root);
      expect([...tensors.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
      await using file = await open(path);
      for (const [tensorName, { type, shape, offsetBytes, sizeBytes }] of expected) {
        const found = tensors.get(tensorName)!;
        const place = places.get(found.storage.key)!;
        expect({ type: found.type, shape: found.shape }).toEqual({ type, shape });
        checkTensor(tensorName, found, place);
        const bytes = expectedBytes.subarray(offsetBytes, offsetBytes + sizeBytes);
        const equal = Buffer.from(await readTensor(file, found, place)).equals(bytes);
        expect({ tensorName, equal }).toEqual({ tensorName, equal: true });
      }
    },
  );

  it('says that a download ended too early, wherever it ended', async () => {
    for (const [name, sentence] of [
      ['torch_views.bin', 'cut off'],
      ['torch_views.legacy.bin', 'cut off|ends too early'],
    ] as const) {
      const whole = await readFile(requireShared(`golden/tiny-biomedclip/${name}`));
      for (const share of [0.05, 0.3, 0.6, 0.9, 0.999]) {
        const path = await fileOf(whole.subarray(0, Math.floor(whole.length * share)));
        await expect(openWeightSource(path)).rejects.toMatchObject({
          code: 'invalid-input',
          message: expect.stringMatching(sentence),
          remedy: expect.stringContaining('again'),
        });
      }
    }
  });
});

describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('a table of contents', () => {
  it('whose offset no file has is refused like any other damage', async () => {
    const bytes = await readFile(requireShared('golden/tiny-biomedclip/torch_views.bin'));
    const locator = bytes.indexOf('PK\x06\x07', 0, 'latin1');
    bytes.fill(0xff, locator + 14, locator + 16); // the upper bytes of an offset of eight
    await expect(openWeightSource(await fileOf(bytes))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('table of contents'),
    });
  });
});

describe('a torch file', () => {
  it('is read in both forms, whatever its folder is called', async () => {
    expect((await read(torchZip(weight(tensor()), { 0: four }))).get('weight')?.data).toEqual(
      new Float32Array([1, 2, 3, 4]),
    );
    expect(
      (await read(torchStream(weight(tensor()), [{ key: '0', elements: 4, bytes: four }]))).get('weight')
        ?.data,
    ).toEqual(new Float32Array([1, 2, 3, 4]));
    const renamed = zipOf({
      'a model (1)/data.pkl': bytesOf(pickle(weight(tensor()))),
      'a model (1)/data/0': four,
    });
    expect((await read(renamed)).size).toBe(1);
  });

  it('reads raw storages whose tensors say their type', async () => {
    const body = `ctorch._utils\n_rebuild_tensor_v3\n${tuple(
      `${tuple(text('storage'), 'ctorch.storage\nUntypedStorage\n', text('0'), text('cpu'), 'K\x10')}Q`,
      'K\x01',
      tuple('K\x02'),
      tuple('K\x02'),
      '\x89',
      '}',
      'ctorch\nbfloat16\n',
    )}R`;
    // bfloat16 is the upper half of a float32: elements 1, 3, ... hold it.
    expect((await read(torchZip(weight(body), { 0: four }))).get('weight')?.data).toEqual(
      new Float32Array([1, 2]),
    );
  });

  it.each([
    ['a view that begins too late', tensor({ offset: 1 }), '4 bytes beyond its storage'],
    ['a view that is too long', tensor({ shape: [5] }), '4 bytes beyond its storage'],
    ['a stride that leads outside', tensor({ shape: [2, 2], strides: [3, 1] }), 'beyond its storage'],
    ['a size beyond counting', tensor({ shape: [2 ** 40, 2 ** 40], strides: [0, 0] }), 'without bounds'],
    [
      'a storage that claims more than it has',
      tensor({ storage: storage({ elements: 5 }), shape: [5] }),
      '16 bytes where 20',
    ],
    [
      'a storage that is not there',
      tensor({ storage: storage({ key: '../../etc/passwd' }) }),
      'passwd is missing',
    ],
    ['a view repeated to fill the memory', tensor({ shape: [2 ** 38], strides: [0] }), 'would take'],
  ])('refuses %s', async (_, view, message) => {
    const path = await fileOf(torchZip(weight(view), { 0: four }));
    await expect(openWeightSource(path)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });

  it('refuses an older file whose storages are not what its tensors say', async () => {
    const stream = (elements: number, key = '0') =>
      fileOf(torchStream(weight(tensor()), [{ key, elements, bytes: four }]));
    await expect(openWeightSource(await stream(3))).rejects.toMatchObject({
      message: expect.stringContaining('another size'),
    });
    await expect(openWeightSource(await stream(-1))).rejects.toMatchObject({
      message: expect.stringContaining('another size'),
    });
    await expect(openWeightSource(await stream(4, '1'))).rejects.toMatchObject({
      message: expect.stringContaining('no tensor names'),
    });
    const none = await fileOf(torchStream(weight(tensor())));
    await expect(openWeightSource(none)).rejects.toMatchObject({
      message: expect.stringContaining('0 is missing'),
    });
  });

  it.each([
    ['the zip form', torchZip(`cos\nsystem\n${text('echo run > ran')}\x85R`)],
    ['the older form', torchStream(`cos\nsystem\n${text('echo run > ran')}\x85R`)],
    ['the place of the magic number', bytesOf(pickle(`cos\nsystem\n${text('echo run > ran')}\x85R`))],
    ['a pickle of protocol 0', bytesOf("cos\nsystem\n(S'echo run > ran'\ntR.")],
  ])('refuses os.system in %s', async (_, bytes) => {
    await expect(openWeightSource(await fileOf(bytes))).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { target: 'os.system' },
    });
  });

  it.each([
    [
      'two pickles in one archive',
      zipOf({ 'a/data.pkl': bytesOf('.'), 'b/data.pkl': bytesOf('.') }),
      'not one that torch.save wrote',
    ],
    ['any other archive', zipOf({ 'notes.txt': bytesOf('hello') }), 'not one that torch.save wrote'],
    [
      'TorchScript',
      zipOf({ 'm/data.pkl': bytesOf(pickle('N')), 'm/constants.pkl': bytesOf('.') }),
      'TorchScript',
    ],
    [
      'a big-endian file',
      zipOf({ 'm/data.pkl': bytesOf(pickle('N')), 'm/byteorder': bytesOf('big') }),
      'big-endian',
    ],
    ['another pickle', bytesOf(pickle('K\x01')), 'not one that torch.save wrote'],
    ['a list of tensors', torchZip(`](${tensor()}e`, { 0: four }), 'holds a list and no tensors by name'],
    ['a file of metrics', torchZip(dict(text('loss'), 'K\x01')), 'it has loss'],
    [
      'a complex tensor',
      torchZip(weight(tensor({ storage: storage({ type: 'ComplexFloatStorage' }) }))),
      'ComplexFloatStorage',
    ],
  ])('says what it is instead: %s', async (_, bytes, message) => {
    await expect(openWeightSource(await fileOf(bytes))).rejects.toMatchObject({
      message: expect.stringContaining(message),
      remedy: expect.any(String),
    });
  });

  it('refuses two members of one name, of which another reader might take the other', async () => {
    const twice = zipOf([
      ['m/data.pkl', bytesOf(pickle(weight(tensor())))],
      ['m/data.pkl', bytesOf(pickle('cos\nsystem\n)R'))],
      ['m/data/0', four],
    ]);
    await expect(openWeightSource(await fileOf(twice))).rejects.toMatchObject({
      message: expect.stringContaining('two members'),
    });
  });

  it('takes the state dict out of a checkpoint and the wrappers off its names', async () => {
    const names = (...of: string[]) => dict(...of.flatMap((name) => [text(name), tensor()]));
    const checkpoint = dict(
      text('epoch'),
      'K\x03',
      text('state_dict'),
      names('module.a', 'module.b'),
      text('optimizer'),
      '}',
    );
    expect([...(await read(torchZip(checkpoint, { 0: four }))).keys()]).toEqual(['a', 'b']);
    const compiled = names('module._orig_mod.a', 'module._orig_mod.module.b');
    expect([...(await read(torchZip(compiled, { 0: four }))).keys()]).toEqual(['a', 'module.b']);
    expect([...(await read(torchZip(names('module.a', 'b'), { 0: four }))).keys()]).toEqual([
      'module.a',
      'b',
    ]);
  });

  it.each([
    ['NaN', floatBytes(1, Number.NaN, 3, 4), 'weight has NaN at position 1'],
    ['infinity', floatBytes(1, 2, 3, Number.NEGATIVE_INFINITY), 'weight has -Infinity at position 3'],
  ])('refuses weights with %s, and names them', async (_, bytes, message) => {
    await expect(read(torchZip(weight(tensor()), { 0: bytes }))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });

  it('refuses numbers of float64 that float32 cannot hold, and integers for weights', async () => {
    const doubles = (value: number) =>
      torchZip(weight(tensor({ storage: storage({ type: 'DoubleStorage', elements: 1 }), shape: [1] })), {
        0: new Uint8Array(Float64Array.of(value).buffer),
      });
    await expect(read(doubles(1e300))).rejects.toMatchObject({
      message: expect.stringContaining('Infinity'),
    });
    expect((await read(doubles(Math.PI))).get('weight')?.data).toEqual(new Float32Array([Math.PI]));
    const integers = torchZip(weight(tensor({ storage: storage({ type: 'IntStorage' }) })), { 0: four });
    await expect(read(integers)).rejects.toMatchObject({
      message: expect.stringContaining('weight holds integers'),
    });
  });
});

describe('the format of a file of weights', () => {
  it.each([
    ['', 'is empty'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 784\n', 'pointer of Git LFS'],
    ['<!doctype html><title>Sign in</title>', 'web page'],
    ['\x1f\x8b\x08anything', 'neither a safetensors file nor'],
  ])('is told by its content: %j', async (content, message) => {
    await expect(openWeightSource(await fileOf(bytesOf(content)))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
      remedy: expect.any(String),
    });
  });
});
