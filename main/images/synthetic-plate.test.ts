import { describe, expect, it } from 'vitest';
import { inspectImage } from './inspect-image.ts';
import { readImageBytes } from './read-image.ts';
import { smallPlate } from './synthetic-plate.ts';

const plate = { kind: 'synthetic', seed: 7, label: 'gel or blot', width: 700, height: 900 } as const;

describe('the plate of a synthetic figure', () => {
  it('is a picture of its size, the same whenever it is drawn, and another for another row', async () => {
    const bytes = await readImageBytes(plate, '/nowhere');
    expect(inspectImage(bytes)).toMatchObject({ format: 'png', width: 700, height: 900 });
    expect(await readImageBytes(plate, '/nowhere')).toEqual(bytes);
    expect(await readImageBytes({ ...plate, seed: 8 }, '/nowhere')).not.toEqual(bytes);
  });

  it('is drawn small for a thumbnail, never enlarged', () => {
    expect(smallPlate(plate, 90)).toMatchObject({ width: 70, height: 90, seed: 7 });
    expect(smallPlate(plate, 2000)).toEqual(plate);
  });
});
