/** Imports and embeddings that are interrupted or killed: the same command completes them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, textOf, workersOf } from './test-figscope.ts';

/** A whole number of every shape and colour. */
const count = 704;
const summary = z.object({ figures: z.number() });
const vectorState = z.object({ dimension: z.number(), image: z.number(), text: z.number() });
const waiting = { timeout: 60_000, interval: 10 };

describe.skipIf(!isBuilt)('long work', () => {
  let figscope: Figscope;
  let figures: string;
  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), count);
  });
  afterAll(() => figscope.dispose());

  /** Resolves when an import has committed some of its rows. */
  const committed = (corpus: string) => {
    const log = join(figscope.home, 'corpora', corpus, 'corpus.db-wal');
    return vi.waitFor(() => expect(statSync(log).size).toBeGreaterThan(400_000), waiting);
  };

  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['a kill', 'SIGKILL', null],
  ] as const)('an import that %s ended is completed by the same command', async (_, signal, code) => {
    const corpus = `many-${signal.toLowerCase()}`;
    const command = ['import', figures, '--corpus', corpus];
    const running = figscope.start([...command, '--json']);
    await committed(corpus);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    const { value } = await figscope.json(['corpus', 'stats', corpus]);
    const kept = summary.parse(value).figures;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(count);
    expect(await figscope.json(command)).toMatchObject({
      code: 0,
      value: {
        figures: count - kept,
        unchanged: kept,
        totals: { articles: count, figures: count, pairs: count },
      },
    });
    // Found as if it had been one import.
    const { value: found } = await figscope.json(['query', corpus, '--text', 'circle', '--limit', '1']);
    expect(found).toMatchObject({ total: count / 4 });
  });

  it('says in one object that an import was interrupted', async () => {
    const running = figscope.start(['import', figures, '--corpus', 'short', '--json']);
    await vi.waitFor(() => expect(running.said().stderr).not.toBe(''), waiting);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } });
    expect(stderr).toContain('The same command goes on where this one stopped.');
  });

  it('knows a corpus whose import was killed before it could be listed', async () => {
    const folder = join(figscope.home, 'corpora', 'early');
    const command = ['import', figures, '--corpus', 'early', '--limit', '200'];
    const running = figscope.start(command);
    await vi.waitFor(() => expect(existsSync(join(folder, 'corpus.db'))).toBe(true), waiting);
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await figscope.json(['corpus', 'stats', 'early'])).toMatchObject({ code: 0 });
    expect(await figscope.json(command)).toMatchObject({ code: 0, value: { totals: { figures: 200 } } });
  });

  it('is not begun when Ctrl-C comes before it could be', async () => {
    const running = figscope.start(['import', figures, '--corpus', 'never']);
    running.child.kill('SIGINT');
    const { code, signal } = await running.ended;
    // Before the program has taken over, the system ends it; after that it ends itself.
    expect([code, signal]).toContain(signal === null ? 130 : 'SIGINT');
    expect(existsSync(join(figscope.home, 'corpora', 'never'))).toBe(false);
  });

  describe('embedding', () => {
    let model: string;
    let embedding: string;
    beforeAll(async () => {
      await figscope.json(['import', figures, '--corpus', 'many-sigint']);
      const set = ['steps=2', 'batchSize=16'];
      const { lines } = await figscope.lines(['train', 'many-sigint', '--set', ...set]);
      model = textOf(lines.at(-1), 'model');
    });
    const command = () => ['embed', 'many-sigint', '--model', model, '--json'];
    const folder = () => join(figscope.home, 'corpora', 'many-sigint', 'vectors');
    const state = () =>
      vectorState.parse(JSON.parse(readFileSync(join(folder(), embedding, 'state.json'), 'utf8')));

    it('goes on after a kill with what it had committed', async () => {
      const running = figscope.start(command());
      embedding = await vi.waitFor(() => embeddingIn(folder()), waiting);
      await vi.waitFor(() => expect(state().image).toBeGreaterThan(0), waiting);
      running.child.kill('SIGKILL');
      await running.ended;
      const { dimension, image } = state();
      expect(image).toBeLessThan(count);
      const path = join(folder(), embedding, 'image.f16');
      const committed = readFileSync(path).subarray(0, image * dimension * 2);
      const again = await figscope.run(command().slice(0, -1));
      expect(again.code).toBe(0);
      // Only what was missing was made.
      expect(again.stdout).toContain(`${(count - image).toLocaleString('en')} images at`);
      expect(again.stdout).toContain(`${count.toLocaleString('en')} texts at`);
      expect(state()).toMatchObject({ image: count, text: count });
      const vectors = readFileSync(path);
      expect(vectors.length).toBe(count * dimension * 2);
      expect(vectors.subarray(0, committed.length).equals(committed)).toBe(true);
      expect(zeroRows(vectors, dimension)).toEqual([]);
    });

    it.skipIf(process.platform !== 'linux')(
      'goes on by itself when its worker is killed, and says so',
      async () => {
        await figscope.json(['import', figures, '--corpus', 'short']);
        const running = figscope.start(['embed', 'short', '--model', model]);
        const shortFolder = join(figscope.home, 'corpora', 'short', 'vectors');
        const id = await vi.waitFor(() => embeddingIn(shortFolder), waiting);
        await vi.waitFor(() => expect(existsSync(join(shortFolder, id, 'state.json'))).toBe(true), waiting);
        process.kill(workersOf(running.pid, 'compute')[0], 'SIGKILL');
        const { code, stdout } = await running.ended;
        expect(code).toBe(0);
        expect(stdout).toMatch(/compute worker was killed .*SIGKILL. It was started again/);
        expect(await figscope.json(['embed', 'short', '--model', model])).toMatchObject({
          code: 0,
          value: { images: count, texts: count },
        });
      },
    );
  });
});

/** The one embedding of a folder, once its first file is there. */
function embeddingIn(folder: string): string {
  const [name] = readdirSync(folder);
  if (!existsSync(join(folder, name, 'passport.json'))) throw new Error('not yet');
  return name;
}

/** Rows of vectors that are all zero. */
function zeroRows(bytes: Buffer, dimension: number): number[] {
  const rowBytes = dimension * 2;
  const rows = Array.from({ length: bytes.length / rowBytes }, (_, row) => row);
  return rows.filter((row) =>
    bytes.subarray(row * rowBytes, (row + 1) * rowBytes).every((byte) => byte === 0),
  );
}
