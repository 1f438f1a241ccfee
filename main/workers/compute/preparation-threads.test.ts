/** Images prepared in real threads are those that are prepared here. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFigures } from '#main/cli/test-figures.ts';
import { prepareImage } from '#main/images/prepare-image.ts';
import { PreparationThreads } from './preparation-threads.ts';

const preprocessing = { imageSize: 32, mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] } as const;

describe('preparation threads', () => {
  let folder: string;
  let paths: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'figscope-prepare-'));
    const figures = await writeFigures(join(folder, 'figures'), 6);
    paths = readdirSync(join(figures, 'images')).map((name) => join(figures, 'images', name));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('answer each question with its own image, and say what cannot be read', async () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no image');
    await using threads = new PreparationThreads({ corpusFolder: folder, preprocessing }, 2);
    const sources = [...paths, broken, join(folder, 'gone.png')].map((path) => ({
      kind: 'file' as const,
      path,
    }));
    const answers = await Promise.all(sources.map((source) => threads.prepare(source)));
    expect(paths).toHaveLength(6);
    for (const [i, path] of paths.entries()) {
      const { pixels } = await prepareImage(readFileSync(path), preprocessing, 'exact');
      expect(answers[i]).toEqual({ id: i, pixels });
    }
    expect(answers.slice(paths.length)).toMatchObject([
      { reason: expect.stringMatching(/\w/) },
      { reason: expect.stringContaining('not there any more') },
    ]);
  });
});
