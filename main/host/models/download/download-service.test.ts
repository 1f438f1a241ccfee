import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelSummary } from '#app/domain/model.ts';
import { FigscopeError } from '#app/util/error.ts';
import { JobBoard } from '../../jobs/job-board.ts';
import { temporaryHome, type TemporaryHome } from '../../test-home.ts';
import { knownModels } from './download-request.ts';
import { DownloadService } from './download-service.ts';
import { commit, startTestHub, type TestHub } from './test-hub.ts';

const id = 'owner/small-clip';
const encoder = 'owner/encoder';
const config = (text: object) => Buffer.from(JSON.stringify({ model_cfg: { text_cfg: text } }));
const bert = { hf_model_name: encoder, hf_tokenizer_name: encoder, context_length: 256 };
const content = (text: string) => Buffer.from(text);

describe('downloading a model', () => {
  let place: TemporaryHome;
  let hub: TestHub;
  let jobs: JobBoard;
  let service: DownloadService;
  let imported: { folder: string; files: string[]; name: string; source: string; license: string }[];
  beforeEach(async () => {
    place = await temporaryHome();
    hub = await startTestHub(
      new Map([
        [`${id}/open_clip_config.json`, config(bert)],
        [`${id}/open_clip_pytorch_model.bin`, content('pickled weights')],
        [`${id}/config.json`, content('of the whole model')],
        [`${encoder}/config.json`, content('of the encoder')],
        [`${encoder}/vocab.txt`, content('[PAD]\n')],
        [`${encoder}/tokenizer_config.json`, content('{}')],
      ]),
    );
    jobs = new JobBoard();
    imported = [];
    service = open(hub.url);
  });
  afterEach(async () => {
    await jobs.close();
    await hub[Symbol.asyncDispose]();
    place[Symbol.dispose]();
  });

  function open(hubUrl: string): DownloadService {
    return new DownloadService({
      jobs,
      folder: join(place.folder, 'downloads'),
      hubUrl: () => hubUrl,
      checkName: async (name) => {
        if (name === 'taken') throw new FigscopeError('conflict', 'There is a model taken already.');
      },
      importFolder: async (folder, name, about) => {
        imported.push({ folder, files: (await readdir(folder)).toSorted(), name, ...about });
        return summary(name);
      },
    });
  }
  const download = async (request: Parameters<DownloadService['start']>[0]) => {
    const { job, name } = await service.start(request);
    return { name, ...(await jobs.wait(job)) };
  };

  it('fetches what it needs, from wherever that is, and imports it with its origin', async () => {
    const ended = await download({ id });
    expect(ended).toMatchObject({
      name: 'small-clip',
      state: 'done',
      kind: 'download',
      commandLine: `figscope model download ${id}`,
      result: 'small-clip: 7 parameters',
      progress: { unit: 'bytes', detail: 'importing' },
    });
    expect(ended.progress?.done).toBe(ended.progress?.total);
    expect(imported).toMatchObject([
      {
        name: 'small-clip',
        files: [
          'config.json',
          'open_clip_config.json',
          'open_clip_pytorch_model.bin',
          'tokenizer_config.json',
          'vocab.txt',
        ],
        source: `${id}, revision main (commit ${commit.slice(0, 12)}), from ${new URL(hub.url).host}`,
        license: 'as stated by its authors on the hub',
      },
    ]);
    // Files of one model are of one commit.
    expect(hub.asked.filter(({ path }) => path.startsWith(`/${id}`)).slice(1)).toSatisfy(
      (asked: typeof hub.asked) => asked.every(({ path }) => path.includes(`/resolve/${commit}/`)),
    );
    // Its own folder goes, once the model is imported.
    expect(await readdir(join(place.folder, 'downloads'))).toEqual([]);
  });

  it('keeps the files in a folder that was asked for, and prefers safetensors', async () => {
    hub.files.set(`${id}/open_clip_model.safetensors`, content('safe weights'));
    const folder = join(place.folder, 'kept');
    expect(await download({ id, folder, name: 'mine' })).toMatchObject({ state: 'done', name: 'mine' });
    expect(await readFile(join(folder, 'config.json'), 'utf8')).toBe('of the encoder');
    expect(await readdir(folder)).not.toContain('open_clip_pytorch_model.bin');
    // Again, nothing large is fetched.
    expect(await download({ id, folder, name: 'again' })).toMatchObject({ state: 'done' });
    expect(hub.ranges(`${id}/open_clip_model.safetensors`)).toEqual(['']);
  });

  it('tells what it would fetch', async () => {
    const folder = join(place.folder, 'kept');
    await mkdir(folder);
    await writeFile(join(folder, 'vocab.txt.part'), '[P');
    const plan = await service.plan({ id, folder });
    expect(plan).toMatchObject({ id, name: 'small-clip', commit, folder });
    expect(plan.files.map(({ name, from, presentBytes }) => ({ name, from, presentBytes }))).toEqual([
      { name: 'open_clip_config.json', from: id, presentBytes: 0 },
      { name: 'config.json', from: encoder, presentBytes: 0 },
      { name: 'vocab.txt', from: encoder, presentBytes: 2 },
      { name: 'tokenizer_config.json', from: encoder, presentBytes: 0 },
      { name: 'open_clip_pytorch_model.bin', from: id, presentBytes: 0 },
    ]);
    expect(plan.bytes).toBe(plan.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(await readdir(folder)).toEqual(['vocab.txt.part']);
  });

  it('needs the merges of a CLIP tokenizer', async () => {
    hub.files.set(`${id}/open_clip_config.json`, config({ context_length: 77 }));
    expect(await download({ id })).toMatchObject({
      state: 'failed',
      error: { code: 'not-found', message: `${id} has no merges.txt for its tokenizer.` },
    });
    hub.files.set('openai/clip-vit-base-patch32/merges.txt', content('#version\n'));
    expect(await download({ id })).toMatchObject({ state: 'done' });
    expect(imported[0]?.files).toEqual([
      'merges.txt',
      'open_clip_config.json',
      'open_clip_pytorch_model.bin',
    ]);
  });

  it.each([
    ['no weights', `${id}/open_clip_pytorch_model.bin`, `${id} has no weights`],
    ['no vocabulary', `${encoder}/vocab.txt`, `${id} has no vocabulary`],
    ['no description', `${id}/open_clip_config.json`, 'The hub has no open_clip_config.json'],
  ])('says that there are %s', async (_, file, message) => {
    hub.files.delete(file);
    expect(await download({ id })).toMatchObject({
      state: 'failed',
      error: { code: 'not-found', message: expect.stringContaining(message) },
    });
  });

  it('says that weights are gated, not that they are missing', async () => {
    hub.misbehave(`${id}/open_clip_model.safetensors`, { kind: 'status', status: 403 });
    expect(await download({ id })).toMatchObject({ state: 'failed', error: { code: 'permission-denied' } });
  });

  it('joins a download that runs', async () => {
    hub.misbehave(`${id}/open_clip_pytorch_model.bin`, { kind: 'silence', afterBytes: 3 });
    const first = await service.start({ id });
    expect(await service.start({ id })).toEqual(first);
    await vi.waitFor(() => expect(hub.ranges(`${id}/open_clip_pytorch_model.bin`)).toHaveLength(1));
    expect(await jobs.cancel(first.job)).toMatchObject({ state: 'cancelled' });
    expect(await download({ id })).toMatchObject({ state: 'done' });
  });

  it('fetches anew what changes on the hub meanwhile', async () => {
    const weights = `${id}/open_clip_pytorch_model.bin`;
    // The change comes when the small files have been fetched.
    const files = new Map(hub.files);
    Object.assign(hub.files, {
      get: (key: string) => {
        if (key === `${encoder}/tokenizer_config.json` && hub.ranges(key).length === 1)
          files.set(weights, content('newer weights'));
        return files.get(key);
      },
    });
    const folder = join(place.folder, 'kept');
    expect(await download({ id, folder })).toMatchObject({ state: 'done' });
    expect(await readFile(join(folder, 'open_clip_pytorch_model.bin'), 'utf8')).toBe('newer weights');
  });

  it('refuses a name that is taken before anything is fetched', async () => {
    await expect(service.start({ id, name: 'taken' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(service.start({ id: 'nothing' })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(hub.asked).toEqual([]);
  });

  it('refuses another text than a description', async () => {
    hub.files.set(`${id}/open_clip_config.json`, content('<html>'));
    expect(await download({ id })).toMatchObject({ state: 'failed', error: { code: 'invalid-input' } });
  });

  describe('of a known model', () => {
    const [biomedclip] = knownModels;
    const current = biomedclip?.revisions[0];
    const first = biomedclip?.revisions[1];

    it('knows both published revisions, one by the hash of its weights', () => {
      expect(biomedclip).toMatchObject({
        name: 'biomedclip',
        license: expect.stringContaining('not for deployed use'),
      });
      expect(current).toMatchObject({ revision: 'main' });
      expect(first?.revision).toBe(`sha256:${first?.sha256}`);
      expect(knownModels.every(({ license }) => license.includes('research use'))).toBe(true);
    });

    it('finds the commit whose weights have a hash', async () => {
      const old = content('the first weights');
      await hub[Symbol.asyncDispose]();
      const files = new Map([...hub.files].map(([key, bytes]) => [key, bytes] as const));
      hub = await startTestHub(files, {
        history: [
          { id: commit, files },
          { id: 'beef0000', files: new Map([...files, [`${id}/open_clip_pytorch_model.bin`, old]]) },
        ],
      });
      service = open(hub.url);
      const right = createHash('sha256').update(old).digest('hex');
      const other = createHash('sha256').update('other').digest('hex');
      expect(await service.plan({ id, revision: `sha256:${right}` })).toMatchObject({ commit: 'beef0000' });
      expect(await download({ id, revision: `sha256:${right}` })).toMatchObject({ state: 'done' });
      expect(imported[0]?.source).toContain('commit beef0000');
      await expect(service.plan({ id, revision: `sha256:${other}` })).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('No revision'),
      });
    });
  });
});

const summary = (name: string): ModelSummary => ({
  name,
  origin: 'imported',
  preset: 'custom',
  parameters: 7,
  sizeBytes: 1,
  embedDimension: 1,
  imageSize: 1,
  contextLength: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  source: '',
  license: '',
  passport: {
    model: name,
    weightsHash: '',
    tokenizerHash: '',
    preprocessing: {
      imageSize: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      interpolation: 'bicubic',
      prepare: 'exact',
    },
    dimension: 1,
    precision: 'fp32',
    engine: 'onnxruntime',
  },
});
