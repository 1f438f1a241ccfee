import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf.ts';

const hex = (write: (message: ProtobufWriter) => void): string => {
  const writer = new ProtobufWriter();
  write(writer);
  return Buffer.from(writer.join()).toString('hex');
};

describe('ProtobufWriter', () => {
  // The first three are the examples of the protobuf encoding guide.
  it.each([
    ['an integer', (m: ProtobufWriter) => m.integer(1, 150), '089601'],
    ['a text', (m: ProtobufWriter) => m.text(2, 'testing'), '120774657374696e67'],
    ['a nested message', (m: ProtobufWriter) => m.message(3, (n) => n.integer(1, 150)), '1a03089601'],
    ['packed integers', (m: ProtobufWriter) => m.integers(6, [3, 270, 86_942]), '3206038e029ea705'],
    ['a negative integer', (m: ProtobufWriter) => m.integer(3, -1), '18ffffffffffffffffff01'],
    ['a large integer', (m: ProtobufWriter) => m.integer(1, 2 ** 40), '08808080808020'],
    ['a field number above 15', (m: ProtobufWriter) => m.integer(20, 7), 'a00107'],
    ['a float', (m: ProtobufWriter) => m.float(2, 1), '150000803f'],
    ['letters beyond ASCII', (m: ProtobufWriter) => m.text(1, 'µ'), '0a02c2b5'],
  ])('writes %s', (_, write, expected) => {
    expect(hex(write)).toBe(expected);
  });

  it('writes the length of a message that holds messages', () => {
    const long = 'x'.repeat(200);
    const written = hex((m) => m.message(1, (n) => n.message(2, (o) => o.text(3, long))));
    expect(written.slice(0, 18)).toBe('0ace0112cb011ac801');
    expect(written).toHaveLength(2 * (200 + 9));
  });
});
