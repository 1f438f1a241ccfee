import { describe, expect, it } from 'vitest';
import { hasVnni } from './int8-instructions.ts';

describe('hasVnni', () => {
  it('reads the flags of a processor', () => {
    expect(hasVnni('processor\t: 0\nflags\t\t: fpu sse4_2 avx2 avx512_vnni avx512_bf16\n')).toBe(true);
    expect(hasVnni('flags\t\t: fpu avx2 avx_vnni\nbugs\t\t: none\n')).toBe(true);
    expect(hasVnni('flags\t\t: fpu avx2 avx512f\nbugs\t\t: avx512_vnni\n')).toBe(false);
    expect(hasVnni('')).toBe(false);
  });
});
