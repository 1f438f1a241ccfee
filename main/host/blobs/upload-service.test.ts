import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryHome, type TemporaryHome } from '../test-home.ts';
import { UploadService } from './upload-service.ts';

const grant = 'grant_123456';
const source = { kind: 'grant', id: grant } as const;

async function* body(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

describe('uploads', () => {
  let place: TemporaryHome;
  let uploads: UploadService;
  beforeEach(async () => {
    place = await temporaryHome();
    uploads = new UploadService(place.home.uploads);
  });
  afterEach(() => place[Symbol.dispose]());

  it('keep the bytes of one file and answer its path', async () => {
    expect(await uploads.receive(grant, 'scan.png', body('ab', 'c'))).toEqual({ sizeBytes: 3 });
    const path = await uploads.resolve(source);
    expect(basename(path)).toBe('scan.png');
    expect(readFileSync(path, 'utf8')).toBe('abc');
    expect(await uploads.files(source)).toEqual([path]);
  });

  it('make one source of a dropped folder, in name order, without hidden files', async () => {
    for (const name of ['study/b.png', 'study/a.png', 'study/.DS_Store', 'notes.txt'])
      await uploads.receive(grant, name, body(name));
    const folder = await uploads.resolve(source);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'study']);
    const names = (await uploads.files(source)).map((path) => path.slice(folder.length + 1));
    expect(names).toEqual(['notes.txt', join('study', 'a.png'), join('study', 'b.png')]);
  });

  it('keep a folder a folder when it holds a single file', async () => {
    await uploads.receive(grant, 'study/only.png', body('x'));
    expect(await uploads.files(source)).toHaveLength(1);
    expect(basename(await uploads.resolve(source))).toBe(grant);
  });

  it.each([
    '../host.json',
    'a/../../other_grant/x.png',
    '/etc/passwd',
    'a/../../../../../../tmp/x',
    '',
    '.',
    'nul\0.png',
  ])('refuse the name %j', async (name) => {
    await expect(uploads.receive(grant, name, body('x'))).rejects.toMatchObject({ code: 'invalid-input' });
    expect(readdirSync(place.home.uploads)).toEqual([]);
  });

  it.each(['..', 'short', 'with/slash_____', '../../../x', ''])('refuse the grant %j', async (id) => {
    await expect(uploads.receive(id, 'a.png', body('x'))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('leave nothing of an upload that broke off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('The connection was lost.');
    }
    await expect(uploads.receive(grant, 'scan.png', broken())).rejects.toThrow('connection');
    expect(existsSync(join(place.home.uploads, grant, 'scan.png'))).toBe(false);
    await expect(uploads.resolve(source)).rejects.toMatchObject({
      code: 'not-found',
      remedy: 'Drop it again.',
    });
  });

  it('stand for a path that the person chose, which the page never sees', async () => {
    const path = join(place.folder, 'mine.png');
    writeFileSync(path, 'x');
    const id = uploads.grantPath(path);
    expect(id).not.toContain('mine');
    expect(await uploads.resolve({ kind: 'grant', id })).toBe(path);
  });

  it('list the files of a path, and say when there are none', async () => {
    const folder = join(place.folder, 'images');
    mkdirSync(join(folder, 'b'), { recursive: true });
    writeFileSync(join(folder, 'b', '2.png'), '');
    writeFileSync(join(folder, '1.png'), '');
    expect(await uploads.files({ kind: 'path', path: folder })).toEqual([
      join(folder, '1.png'),
      join(folder, 'b', '2.png'),
    ]);
    const path = join(folder, 'none.png');
    await expect(uploads.files({ kind: 'path', path })).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no file ${path}.`,
    });
  });
});
