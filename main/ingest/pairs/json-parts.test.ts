import { expect, test } from 'vitest';
import { DiskFile } from '../folder/disk.ts';
import { scratch } from '../testing/collect.ts';
import { jsonParts, type JsonPart } from './json-parts.ts';

async function partsOf(text: string, wanted: readonly string[]): Promise<JsonPart[]> {
  await using folder = await scratch({ 'a.json': text });
  const parts: JsonPart[] = [];
  for await (const part of jsonParts(await DiskFile.at('a.json', folder.at('a.json')), wanted))
    parts.push(part);
  return parts;
}

test('the objects of the wanted lists and values, whatever their texts hold', async () => {
  const tricky = { text: 'a "quoted" ] } \\', list: [{ in: [1, { deep: '{' }] }], empty: {} };
  const whole = { skipped: [tricky], 'na"me': { x: 1 }, images: [tricky, 7, 'text', {}], last: { y: [2] } };
  for (const text of [JSON.stringify(whole), JSON.stringify(whole, undefined, 3)]) {
    expect(await partsOf(text, ['images', 'na"me', 'last'])).toEqual([
      { key: 'na"me', value: { x: 1 } },
      { key: 'images', value: tricky },
      { key: 'images', value: {} },
      { key: 'last', value: { y: [2] } },
    ]);
  }
});

test('a part across the pieces in which a file is read', async () => {
  const images = Array.from({ length: 30 }, (_none, id) => ({ id, text: `"é${id}" `.repeat(20_000) }));
  const parts = await partsOf(JSON.stringify({ images }), ['images']);
  expect(parts.map(({ value }) => value)).toEqual(images);
});

test('what ends too early is no JSON', async () => {
  await expect(partsOf('{"images":[{"id":1},{"id":', ['images'])).rejects.toThrow('ends too early');
});
