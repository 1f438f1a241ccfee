/** The part of the protobuf wire format that models are written in: varints, floats, byte strings, nested messages. */

const encoder = new TextEncoder();

/** Pieces of a message in order; large payloads are referenced until `join`. */
export class ProtobufWriter {
  private readonly chunks: Uint8Array[] = [];
  private lengthBytes = 0;

  private push(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.lengthBytes += bytes.length;
  }

  private tag(field: number, wireType: 0 | 2 | 5): void {
    this.push(varint((field << 3) | wireType));
  }

  integer(field: number, value: number): this {
    this.tag(field, 0);
    this.push(varint(value));
    return this;
  }

  float(field: number, value: number): this {
    this.tag(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.push(varint(value.length));
    this.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  integers(field: number, values: readonly number[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.push(varint(value));
    return this.nested(field, packed);
  }

  message(field: number, write: (message: ProtobufWriter) => void): this {
    const nested = new ProtobufWriter();
    write(nested);
    return this.nested(field, nested);
  }

  private nested(field: number, { chunks, lengthBytes }: ProtobufWriter): this {
    this.tag(field, 2);
    this.push(varint(lengthBytes));
    for (const chunk of chunks) this.push(chunk);
    return this;
  }

  get pieces(): readonly Uint8Array[] {
    return this.chunks;
  }

  join(): Uint8Array {
    const joined = new Uint8Array(this.lengthBytes);
    let offset = 0;
    for (const chunk of this.chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    return joined;
  }
}

/** Little-endian groups of seven bits; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
