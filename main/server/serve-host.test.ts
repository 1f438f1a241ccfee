import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hostContract, contractVersion } from '#app/contract/index.ts';
import { connect } from '#app/rpc/peer.ts';
import { openHost } from '../host/host.ts';
import { contentSecurityPolicy } from './content-security.ts';
import { serveHost } from './serve-host.ts';
import { socketTransport } from './socket-transport.ts';
import { type Answer, imageAddress, imageBytes, startTestServer, type TestServer } from './test-server.ts';

let test: TestServer;
let cookie: string;
const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  test.send(path, { headers: { cookie, ...headers } });

beforeAll(async () => {
  test = await startTestServer();
  cookie = await test.enter();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('who is let in', () => {
  it('trades a start token for a session once', async () => {
    const { pathname, search } = new URL(test.server.startUrl('plain'));
    const first = await test.send(`${pathname}${search}`);
    expect(first.status).toBe(303);
    expect(first.headers).toMatchObject({ location: '/', 'cache-control': 'no-store' });
    const value = first.headers['set-cookie']?.[0] ?? '';
    expect(value).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(value).not.toContain(search.slice('?token='.length));
    expect((await test.send(`${pathname}${search}`)).status).toBe(403);
    // The browser that has the session may follow its own old address.
    const again = await test.send(`${pathname}${search}`, { headers: { cookie: value.split(';')[0] ?? '' } });
    expect(again).toMatchObject({ status: 303 });
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('does not let a HEAD use up the token', async () => {
    const { pathname, search } = new URL(test.server.startUrl('plain'));
    expect((await test.send(`${pathname}${search}`, { method: 'HEAD' })).status).toBe(405);
    expect((await test.send(`${pathname}${search}`)).status).toBe(303);
  });

  it('refuses who has no session, a made-up one, or a made-up token', async () => {
    const paths = [
      '/',
      '/index.html',
      '/assets/main-1a2b.js',
      imageAddress,
      '/upload/12345678/a.png',
      '/start-url',
    ];
    for (const path of paths) expect([path, (await test.send(path)).status]).toEqual([path, 403]);
    const [name] = cookie.split('=');
    expect((await get('/', { cookie: `${name}=${'A'.repeat(43)}` })).status).toBe(403);
    expect((await test.send('/?token=')).status).toBe(403);
    expect((await test.send(`/?token=${'A'.repeat(43)}`)).status).toBe(403);
  });

  it('refuses a foreign name, which only a rebound one can bring here', async () => {
    expect((await get('/', { host: 'figscope.example' })).status).toBe(421);
    expect((await get('/', { host: `figscope.example:${test.server.port}` })).status).toBe(421);
    expect((await get('/', { host: 'another.localhost' })).status).toBe(421);
  });

  it('goes by its private name, and through a tunnel with another port', async () => {
    const { host } = new URL(test.server.startUrl('private'));
    expect(host).toMatch(/^[0-9a-f]{16}\.localhost:\d+$/);
    expect((await get('/', { host })).status).toBe(200);
    expect((await get('/', { host: 'localhost:1234' })).status).toBe(200);
  });

  it('gives another start address to whoever can read host.json', async () => {
    const authorization = `Bearer ${test.server.secret}`;
    const { status, body } = await test.send('/start-url', { headers: { authorization } });
    expect(status).toBe(200);
    const { pathname, search } = new URL(JSON.parse(body).url);
    expect((await test.send(`${pathname}${search}`)).status).toBe(303);
    expect((await test.send('/start-url', { headers: { authorization: 'Bearer x' } })).status).toBe(403);
  });
});

describe('the page', () => {
  it('comes with the security headers', async () => {
    const { status, headers, body } = await get('/');
    expect([status, body]).toEqual([200, '<!doctype html><title>Figscope</title>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  });

  it('has parts that may be kept for ever', async () => {
    const { status, headers } = await get('/assets/main-1a2b.js');
    expect([status, headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
  });

  it('answers HEAD without a body', async () => {
    const { status, headers, body } = await test.send('/', { method: 'HEAD', headers: { cookie } });
    expect([status, headers['content-length'], body]).toEqual([200, '38', '']);
  });

  it('serves nothing else', async () => {
    const paths = [
      '/secret.env',
      '/../home/host.json',
      '/%2e%2e/home/host.json',
      '/assets/..%2f..%2fimage.png',
      '/x',
    ];
    for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect((await test.send('/', { method: 'POST', headers: { cookie } })).status).toBe(405);
  });
});

describe('images', () => {
  it('come whole, in ranges and not again when unchanged', async () => {
    const whole = await get(imageAddress);
    expect([whole.status, whole.body, whole.headers['content-type']]).toEqual([200, imageBytes, 'image/png']);
    expect(whole.headers['content-security-policy']).toContain('sandbox');
    const part = await get(imageAddress, { range: 'bytes=2-4' });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get(imageAddress, { range: 'bytes=10-' })).status).toBe(416);
    const { etag = '' } = whole.headers;
    expect((await get(imageAddress, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(`${imageAddress}?w=256`, { 'if-none-match': etag })).status).toBe(200);
    const head = await test.send(imageAddress, { method: 'HEAD', headers: { cookie } });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '10', '']);
  });

  it('are found by a plausible address only', async () => {
    const hash = '0'.repeat(64);
    const paths = [
      `/blob/other/${hash}`,
      `/blob/sample/${'1'.repeat(64)}`,
      `/blob/sample/${hash}?w=99999`,
      `/blob/sample/${hash}?w=-1`,
      `/blob/..%2fsample/${hash}`,
      '/blob/sample/../../etc/passwd',
      '/blob/',
    ];
    for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});

describe('uploads', () => {
  const put = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    test.send(path, { method: 'PUT', body, headers: { cookie, ...headers } });

  it('land under their grant, folders included', async () => {
    const origin = `http://127.0.0.1:${test.server.port}`;
    const { status, body } = await put('/upload/grant-0001/set%201/a%20b.txt', 'hello', { origin });
    expect([status, JSON.parse(body)]).toEqual([201, { grant: 'grant-0001', sizeBytes: 5 }]);
    const stored = join(test.folder, 'home', 'uploads', 'grant-0001', 'set 1', 'a b.txt');
    expect(readFileSync(stored, 'utf8')).toBe('hello');
  });

  it('cannot leave their folder', async () => {
    const paths = [
      '/upload/grant-0002/..%2f..%2fsettings.json',
      '/upload/grant-0002/%2e%2e/settings.json',
      '/upload/grant-0002/a//b',
      '/upload/short/a.txt',
      '/upload/..%2f..%2f..%2f/a.txt',
      '/upload/grant-0002/%zz',
    ];
    for (const path of paths) expect([path, (await put(path, 'x')).status]).toEqual([path, 405]);
    expect(existsSync(join(test.folder, 'home', 'settings.json'))).toBe(false);
  });

  it('are refused from a page of another origin', async () => {
    expect((await put('/upload/grant-0003/a.txt', 'x', { origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect(existsSync(join(test.folder, 'home', 'uploads', 'grant-0003'))).toBe(false);
  });
});

describe('the contract over a WebSocket', () => {
  const open = (headers: Readonly<Record<string, string>>, path = '/rpc'): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${test.server.port}${path}`, { headers });
  const refused = (socket: WebSocket): Promise<string> =>
    new Promise((resolve, reject) => {
      socket.once('open', () => reject(new Error('the connection was accepted')));
      socket.once('error', (error) => resolve(error.message));
    });

  it('answers a page with a session, and a command with the secret', async () => {
    const origin = `http://127.0.0.1:${test.server.port}`;
    const visitors: readonly Record<string, string>[] = [
      { cookie, origin },
      { authorization: `Bearer ${test.server.secret}` },
    ];
    for (const headers of visitors) {
      const client = connect(socketTransport(open(headers)), hostContract, {
        version: String(contractVersion),
      });
      expect((await client['settings.get']({})).theme).toBe('auto');
      client.close();
      await client.closed;
    }
    await expect.poll(() => test.connections).toEqual([1, 0, 1, 0]);
  });

  it('is refused without a session, from another origin, name or address', async () => {
    expect(await refused(open({}))).toContain('403');
    expect(await refused(open({ cookie, origin: 'http://figscope.example' }))).toContain('403');
    expect(await refused(open({ cookie, origin: 'http://127.0.0.1:1' }))).toContain('403');
    expect(await refused(open({ cookie, origin: 'null' }))).toContain('403');
    expect(await refused(open({ cookie, host: 'figscope.example' }))).toContain('403');
    expect(await refused(open({ cookie }, '/other'))).toContain('403');
  });
});

describe('starting', () => {
  it('names the port that is taken, and the way out', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const host = { ...(await startedHost()), blob: async () => undefined };
    await expect(serveHost(host, { host: '127.0.0.1', port, files: new Map() })).rejects.toMatchObject({
      code: 'unavailable',
      message: `Port ${port} on 127.0.0.1 is in use by another program.`,
      remedy: expect.stringContaining('--port'),
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

const startedHost = (): ReturnType<typeof openHost> =>
  openHost({
    home: join(test.folder, 'second-home'),
    shell: 'browser',
    version: '0.0.0',
    resources: join(test.folder, 'none'),
    workers: test.workers,
  });
