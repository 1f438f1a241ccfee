/** An ONNX model under construction, and its encoding as onnx.ModelProto (onnx.proto3, IR version 9). */
import type { DataType } from '../trace/graph.ts';
import { ProtobufWriter } from '../protobuf.ts';

export type OnnxType = DataType | 'int64' | 'int8' | 'uint8';

/** onnx.TensorProto.DataType */
export const typeCodes: Readonly<Record<OnnxType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** ONNX Runtime's own operators. */
export const MICROSOFT_DOMAIN = 'com.microsoft';
/** 20 is the first with Gelu. */
export const OPSET = 20;

/** A length, or the name of one that is given at run time. */
export type OnnxDimension = number | string;

export interface TensorDeclaration {
  readonly name: string;
  readonly dtype: OnnxType;
  readonly dimensions: readonly OnnxDimension[];
}

/** Where the bytes of an initializer are: in the model, or in a file given to the session. */
export type InitializerData =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offsetBytes: number;
      readonly sizeBytes: number;
    };

export interface Initializer {
  readonly name: string;
  readonly dtype: OnnxType;
  readonly shape: readonly number[];
  readonly data: InitializerData;
}

/** Integers are INT or INTS attributes, texts STRING; a float says so. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

export class OnnxModel {
  readonly inputs: TensorDeclaration[] = [];
  readonly outputs: TensorDeclaration[] = [];
  readonly initializers: Initializer[] = [];
  /** Facts about the model that a reader of the file can ask for. */
  readonly metadata = new Map<string, string>();
  private readonly nodes: OnnxNode[] = [];
  /** Small constants by content, so that each is stored once. */
  private readonly constants = new Map<string, string>();
  private nameCount = 0;

  freshName(): string {
    this.nameCount += 1;
    return `t${this.nameCount}`;
  }

  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}, domain = ''): string {
    return this.nodeWithOutputs(type, inputs, 1, attributes, domain)[0]!;
  }

  nodeWithOutputs(
    type: string,
    inputs: readonly string[],
    count: number,
    attributes: OnnxAttributes = {},
    domain = '',
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => this.freshName());
    this.nodes.push({ type, domain, inputs, outputs, attributes });
    return outputs;
  }

  /** Gives a computed value a fixed name. */
  rename(value: string, name: string): void {
    this.nodes.push({ type: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
  }

  constant(
    dtype: OnnxType,
    shape: readonly number[],
    data: Float32Array | Int32Array | BigInt64Array | Uint8Array,
  ): string {
    const name = this.freshName();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dtype, shape, data: { kind: 'inline', bytes } });
    return name;
  }

  scalar(value: number, dtype: DataType): string {
    const key = `${dtype} ${Object.is(value, -0) ? '-0' : value}`;
    return this.shared(key, () => {
      if (dtype === 'float32') return this.constant(dtype, [], Float32Array.of(value));
      return this.constant(dtype, [], dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value));
    });
  }

  /** A list of int64, as shapes, axes and bounds are given. */
  integers(values: readonly number[]): string {
    return this.shared(`int64 ${values.join()}`, () =>
      this.constant('int64', [values.length], BigInt64Array.from(values, BigInt)),
    );
  }

  private shared(key: string, make: () => string): string {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.constants.set(key, name);
    return name;
  }

  /** The file as one array. */
  encode(): Uint8Array {
    return this.write().join();
  }

  /** The file in pieces, in order; the bytes of initializers are not copied. */
  encodePieces(): readonly Uint8Array[] {
    return this.write().pieces;
  }

  private write(): ProtobufWriter {
    const file = new ProtobufWriter()
      .integer(1, 9)
      .text(2, 'figscope')
      .message(7, (graph) => {
        this.nodes.forEach((node, index) => graph.message(1, (message) => writeNode(message, node, index)));
        graph.text(2, 'figscope');
        for (const initializer of this.initializers)
          graph.message(5, (message) => writeInitializer(message, initializer));
        for (const input of this.inputs) graph.message(11, (message) => writeDeclaration(message, input));
        for (const output of this.outputs) graph.message(12, (message) => writeDeclaration(message, output));
      })
      .message(8, (opset) => opset.text(1, '').integer(2, OPSET));
    if (this.nodes.some(({ domain }) => domain === MICROSOFT_DOMAIN))
      file.message(8, (opset) => opset.text(1, MICROSOFT_DOMAIN).integer(2, 1));
    for (const [key, value] of this.metadata) file.message(14, (entry) => entry.text(1, key).text(2, value));
    return file;
  }
}

function writeNode(message: ProtobufWriter, node: OnnxNode, index: number): void {
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, `${node.type}_${index}`).text(4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message.message(5, (attribute) => writeAttribute(attribute.text(1, name), value));
  }
  if (node.domain !== '') message.text(7, node.domain);
}

function writeAttribute(message: ProtobufWriter, value: OnnxAttribute): void {
  if (typeof value === 'number') message.integer(3, value).integer(20, 2);
  else if (typeof value === 'string') message.text(4, value).integer(20, 3);
  else if ('float' in value) message.float(2, value.float).integer(20, 1);
  else message.integers(8, value).integer(20, 7);
}

function writeInitializer(message: ProtobufWriter, { name, dtype, shape, data }: Initializer): void {
  message.integers(1, shape).integer(2, typeCodes[dtype]).text(8, name);
  if (data.kind === 'inline') {
    message.bytes(9, data.bytes);
    return;
  }
  const entries = { location: data.location, offset: `${data.offsetBytes}`, length: `${data.sizeBytes}` };
  for (const [key, value] of Object.entries(entries))
    message.message(13, (entry) => entry.text(1, key).text(2, value));
  message.integer(14, 1);
}

function writeDeclaration(message: ProtobufWriter, { name, dtype, dimensions }: TensorDeclaration): void {
  message.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.integer(1, typeCodes[dtype]).message(2, (shape) => {
        for (const dimension of dimensions) {
          shape.message(1, (entry) =>
            typeof dimension === 'number' ? entry.integer(1, dimension) : entry.text(2, dimension),
          );
        }
      }),
    ),
  );
}
