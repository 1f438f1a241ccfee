import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './patience.ts';
import { redirectTarget } from './send.ts';

describe('what servers say', () => {
  it('follows no redirect that leaves encryption', () => {
    const https = new URL('https://hub.example/a');
    expect(redirectTarget(https, '/b').href).toBe('https://hub.example/b');
    expect(redirectTarget(https, 'https://store.example/b').host).toBe('store.example');
    expect(() => redirectTarget(https, 'http://store.example/b')).toThrow('not followed');
    expect(redirectTarget(new URL('http://127.0.0.1:1/a'), 'http://127.0.0.1:2/b').port).toBe('2');
  });
  it('reads Retry-After in both forms', () => {
    expect(retryAfterMs('12')).toBe(12_000);
    expect(retryAfterMs('Wed, 21 Oct 2026 07:28:00 GMT', Date.parse('2026-10-21T07:27:30Z'))).toBe(30_000);
    expect(retryAfterMs('soon')).toBeUndefined();
    expect(retryAfterMs(null)).toBeUndefined();
  });
});
