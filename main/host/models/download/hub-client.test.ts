import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRepo, isRepo, parseHub, parseRevision } from './hub-address.ts';
import { HubClient } from './hub-client.ts';
import { type Fault, startTestHub, type TestHub } from './test-hub.ts';

const key = 'some/model/weights.bin';
const file = { repo: 'some/model', revision: 'main', name: 'weights.bin' };
const token = 'hf_secret';

describe('a hub', () => {
  let hub: TestHub;
  beforeEach(async () => {
    hub = await startTestHub(new Map([[key, Buffer.from('weights')]]));
  });
  afterEach(() => hub[Symbol.asyncDispose]());

  it('learns the token of the person, its store does not', async () => {
    const { response } = await new HubClient({ hubUrl: hub.url, token }).read(file);
    expect(await response.text()).toBe('weights');
    expect(hub.asked.map(({ at, authorization }) => ({ at, authorization }))).toEqual([
      { at: 'hub', authorization: `Bearer ${token}` },
      { at: 'store', authorization: undefined },
    ]);
  });

  it.each<[string, Fault, string, string]>([
    ['a closed model', { kind: 'status', status: 401 }, 'permission-denied', 'private, or is gated'],
    ['a gated model', { kind: 'status', status: 403 }, 'permission-denied', 'private, or is gated'],
    [
      'an unknown model',
      { kind: 'status', status: 404, headers: { 'x-error-code': 'RepoNotFound' } },
      'not-found',
      'The hub has no model some/model',
    ],
    [
      'an unknown revision',
      { kind: 'status', status: 404, headers: { 'x-error-code': 'RevisionNotFound' } },
      'not-found',
      'some/model has no revision main.',
    ],
    [
      'a missing file',
      { kind: 'status', status: 404 },
      'not-found',
      'The hub has no weights.bin in some/model',
    ],
    ['a refusal of another kind', { kind: 'status', status: 418 }, 'unavailable', 'status 418'],
    ['a way out of the web', { kind: 'redirect', to: 'file:///etc/passwd' }, 'unavailable', 'not followed'],
    ['a way to nowhere', { kind: 'redirect', to: 'http://' }, 'unavailable', 'not followed'],
  ])('says in plain words what it means by %s', async (_, fault, code, message) => {
    hub.misbehave(key, fault);
    const refused = new HubClient({ hubUrl: hub.url, token }).look(file);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    const error: unknown = await refused.catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('remedy', expect.stringMatching(/./));
    expect(JSON.stringify(error)).not.toContain(token);
  });

  it('is not asked with a token that no header can carry', () => {
    const open = () => new HubClient({ hubUrl: hub.url, token: 'hf_\nsecret' });
    expect(open).toThrow('HF_TOKEN is not an access token.');
    expect(open).not.toThrow('secret');
  });

  it('that redirects in a circle is left', async () => {
    const circle = `${hub.url}/some/model/resolve/main/weights.bin`;
    hub.misbehave(key, ...Array.from({ length: 12 }, () => ({ kind: 'redirect', to: circle }) as const));
    await expect(new HubClient({ hubUrl: hub.url }).look(file)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('that is away is a temporary failure', async () => {
    const client = new HubClient({ hubUrl: hub.url });
    await hub[Symbol.asyncDispose]();
    await expect(client.look(file)).rejects.toMatchObject({
      name: 'TemporaryFailure',
      message: 'nothing answers there',
    });
  });

  it('that does not exist is a temporary failure', async () => {
    await expect(new HubClient({ hubUrl: 'http://no-such-hub.invalid' }).look(file)).rejects.toMatchObject({
      name: 'TemporaryFailure',
      message: expect.stringContaining('its name'),
    });
  });
});

describe('names on the hub', () => {
  it.each([
    'owner/model',
    'microsoft/BiomedCLIP-PubMedBERT_256-vit_base_patch16_224',
    'timm/vit_base.openai',
    'a/b',
  ])('takes %s', (id) => expect(checkRepo(id)).toBe(id));
  it.each([
    '',
    'model',
    '../model',
    'owner/..',
    'owner/a/b',
    'owner/model?x',
    '/etc',
    'owner/.hidden',
    'o w/model',
    'a/b..c',
  ])('refuses %j', (id) => expect(() => checkRepo(id)).toThrow('neither a known model nor a name'));
  it('knows old names without an owner, and paths', () => {
    expect(isRepo('bert-base-uncased')).toBe(true);
    expect(isRepo('.')).toBe(false);
    expect(isRepo('/models/mine')).toBe(false);
  });
  it.each(['../main', '-x', 'a b', 'sha256:abc', '', 'a/../b'])('refuses the revision %j', (revision) =>
    expect(() => parseRevision(revision)).toThrow('cannot be a revision'),
  );
  it.each(['ftp://hub', 'file:///models', 'hub.example', 'https://user:word@hub.example'])(
    'refuses the hub %s',
    (url) => expect(() => parseHub(url)).toThrow('cannot be used'),
  );
});
