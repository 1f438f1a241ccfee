/** Models out and in from the command line: exports, and downloads from a hub that misbehaves. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { startTestHub, type TestHub } from '#main/host/models/download/test-hub.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const weights = 'lab/tiny-biomedclip/open_clip_model.safetensors';
const hashed = z.object({ passport: z.object({ weightsHash: z.string() }) });
const planned = z.object({ files: z.array(z.object({ name: z.string() })), bytes: z.number() });

describe.skipIf(!isBuilt)('models that come and go', () => {
  let figscope: Figscope;
  beforeAll(() => {
    figscope = newFigscope();
  });
  afterAll(() => figscope.dispose());

  const weightsHash = async (model: string): Promise<string> =>
    hashed.parse((await figscope.json(['model', 'show', model])).value).passport.weightsHash;

  it('exports a model that can be imported again', async () => {
    const out = join(figscope.folder, 'exported');
    const command = ['model', 'export', 'sample-nano', '--format', 'openclip', '--out', out];
    const dry = await figscope.json([...command, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, value: { dryRun: true, folder: out } });
    expect(readdirSync(figscope.folder)).not.toContain('exported');
    const wet = await figscope.json(command);
    expect(wet).toMatchObject({ code: 0, value: { model: 'sample-nano', format: 'openclip', folder: out } });
    expect(planned.parse(wet.value)).toEqual(planned.parse(dry.value));
    expect(await figscope.json(command)).toMatchObject({ code: 1, value: { error: { code: 'conflict' } } });
    expect(await figscope.json(['model', 'import', out, '--name', 'again'])).toMatchObject({ code: 0 });
    expect(await weightsHash('again')).toBe(await weightsHash('sample-nano'));
  });

  it.each([
    ['a format that there is not', ['model', 'export', 'sample-nano', '--format', 'keras', '--out', 'x'], 2],
    ['a run that there is not', ['runs', 'export', 'nothing', '--format', 'onnx', '--out', 'x'], 1],
    ['a name that no hub has', ['model', 'download', 'nothing'], 2],
  ])('refuses %s', async (_, command, code) => {
    expect((await figscope.json(command)).code).toBe(code);
  });

  it('lists what it knows', async () => {
    const { stdout } = await figscope.run(['model', 'download']);
    expect(stdout).toContain('biomedclip');
    expect(stdout).toContain('sha256:8792dba76fc3');
    expect(stdout).toContain('not for deployed use');
  });

  describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('from a hub', () => {
    let hub: TestHub;
    beforeEach(async () => {
      const golden = requireShared('golden/tiny-biomedclip');
      const names = [
        'config.json',
        'open_clip_config.json',
        'open_clip_model.safetensors',
        'tokenizer_config.json',
        'vit_config.json',
        'vocab.txt',
      ];
      hub = await startTestHub(
        new Map(names.map((name) => [`lab/tiny-biomedclip/${name}`, readFileSync(join(golden, name))])),
      );
      await figscope.run(['config', 'set', 'hubUrl', hub.url]);
    });
    afterEach(() => hub[Symbol.asyncDispose]());

    const download = (...more: string[]) => ['model', 'download', 'lab/tiny-biomedclip', ...more];
    /** Resolves when so many bytes of the weights are in a folder. */
    const arrived = (folder: string, bytes: number) =>
      vi.waitFor(
        () => {
          const part = join(folder, 'open_clip_model.safetensors.part');
          expect(readFileSync(part).length).toBeGreaterThanOrEqual(bytes);
        },
        { timeout: 30_000, interval: 20 },
      );

    it.each([
      ['a kill', 'SIGKILL', null, '', ''],
      [
        'Ctrl-C',
        'SIGINT',
        130,
        '{"error":{"code":"cancelled"',
        'The same command goes on where this one stopped.',
      ],
    ] as const)('goes on after %s where it stopped', async (_, signal, code, printed, said) => {
      const name = `tiny-${signal.toLowerCase()}`;
      const folder = join(figscope.home, 'downloads', 'lab--tiny-biomedclip@main');
      hub.misbehave(weights, { kind: 'silence', afterBytes: 1_000_000 });
      const running = figscope.start([...download('--name', name), '--json']);
      await arrived(folder, 1_000_000);
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended.code).toBe(code);
      expect(ended.stdout).toContain(printed);
      expect(ended.stderr).toContain(said);

      expect(await figscope.json(download('--name', name))).toMatchObject({
        code: 0,
        value: {
          name,
          parameters: 902_081,
          source: expect.stringContaining('lab/tiny-biomedclip, revision main (commit'),
          license: 'as stated by its authors on the hub',
        },
      });
      expect(hub.ranges(weights)).toEqual(['', 'bytes=1000000-']);
      expect(readdirSync(join(figscope.home, 'downloads'))).toEqual([]);
    });

    it('says what it would fetch, and what the hub refuses', async () => {
      const { code, value } = await figscope.json(download('--dry-run'));
      expect(code).toBe(0);
      expect(planned.parse(value).files.map(({ name }) => name)).toEqual([
        'open_clip_config.json',
        'vit_config.json',
        'config.json',
        'vocab.txt',
        'tokenizer_config.json',
        'open_clip_model.safetensors',
      ]);
      expect(hub.ranges(weights)).toEqual([]);
      hub.misbehave('lab/tiny-biomedclip/open_clip_config.json', { kind: 'status', status: 403 });
      const { stdout, code: refused } = await figscope.run([...download(), '--json'], {
        env: { HF_TOKEN: 'hf_secret' },
      });
      expect(refused).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'permission-denied' } });
      expect(stdout).not.toContain('hf_secret');
      expect(hub.asked.at(-1)?.authorization).toBe('Bearer hf_secret');
    });

    it('keeps the files in a folder, and leaves what it finds there', async () => {
      const folder = join(figscope.folder, 'kept');
      mkdirSync(folder);
      writeFileSync(join(folder, 'vocab.txt'), 'mine');
      const command = download('--name', 'kept', '--folder', folder);
      expect(await figscope.json(command)).toMatchObject({ code: 1, value: { error: { code: 'conflict' } } });
      writeFileSync(
        join(folder, 'vocab.txt'),
        readFileSync(requireShared('golden/tiny-biomedclip/vocab.txt')),
      );
      expect(await figscope.json(command)).toMatchObject({ code: 0, value: { name: 'kept' } });
      expect(readdirSync(folder)).toContain('open_clip_model.safetensors');
    });
  });
});
