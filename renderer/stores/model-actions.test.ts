import { expect, it } from 'vitest';
import { downloadLine, embedLine, exportLine, importLine, withoutTop } from './model-actions.ts';

const file = (path: string) => ({ path, file: new Blob(['x']) });

it('sends the files of one folder by their paths inside it', () => {
  const one = withoutTop({ kind: 'files', files: [file('tiny/config.json'), file('tiny/sub/vocab.txt')] });
  expect(one.kind === 'files' && one.files.map(({ path }) => path)).toEqual(['config.json', 'sub/vocab.txt']);
  const several = { kind: 'files', files: [file('a/config.json'), file('b/vocab.txt')] } as const;
  expect(withoutTop(several)).toBe(several);
  const single = { kind: 'files', files: [file('epoch_1.pt')] } as const;
  expect(withoutTop(single)).toBe(single);
});

it('writes every step as a command', () => {
  expect(
    importLine({ source: { kind: 'path', path: '/data/my model' }, name: 'mine', preset: 'biomedclip' }),
  ).toBe("figscope model import '/data/my model' --name mine --preset biomedclip");
  expect(downloadLine({ id: 'lab/tiny', revision: 'main', name: 'tiny' })).toBe(
    'figscope model download lab/tiny --revision main --name tiny',
  );
  expect(exportLine({ model: 'run:r-1@600', format: 'onnx', out: '/out' })).toBe(
    'figscope model export run:r-1@600 --format onnx --out /out',
  );
});

it('names the engine, the device and the precision only where they were chosen', () => {
  const request = { corpus: 'lab', model: 'tiny', sides: ['image', 'text'] } as const;
  const compute = { engine: 'auto', device: 'auto', precision: 'fp32' } as const;
  expect(embedLine({ ...request, compute })).toBe('figscope embed lab --model tiny');
  expect(
    embedLine({
      ...request,
      sides: ['image'],
      compute: { engine: 'tensorflow', device: 'gpu:1', precision: 'bf16' },
    }),
  ).toBe('figscope embed lab --model tiny --side image --engine tensorflow --device gpu:1 --precision bf16');
});
