/**
 * A TensorFlow SavedModel under construction: one graph, the variables in it, and the signatures by which it is run.
 * `saved_model.pb` is all of it: no folder of values, no operation that initialises; values are written by running.
 */
import type { DataType, Shape } from '../trace/graph.ts';
import { ProtobufWriter } from '../protobuf.ts';

export type TfType = DataType | 'bfloat16' | 'resource';

/** tensorflow.DataType */
const typeCodes: Readonly<Record<TfType, number>> = {
  float32: 1,
  int32: 3,
  bool: 10,
  bfloat16: 14,
  resource: 20,
};

/** Version of TensorFlow's graph format (tensorflow/core/public/version.h); attributes left out have their defaults. */
const GRAPH_VERSION = 1205;

/** 'node', or 'node:1' for a result that is not the first; '^node' waits for a node without taking anything from it. */
export type Ref = string;

export type Attribute =
  | { readonly type: TfType }
  | { readonly integer: number }
  | { readonly boolean: boolean }
  | { readonly text: string }
  | { readonly shape: Shape }
  | { readonly tensor: { readonly dtype: TfType; readonly shape: Shape; readonly bytes: Uint8Array } };
export type Attributes = Readonly<Record<string, Attribute>>;

interface TfNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly Ref[];
  readonly attributes: Attributes;
}

/** What is fed or fetched; a length of -1 is given at run time. */
export interface Port {
  readonly ref: Ref;
  readonly dtype: TfType;
  readonly shape: Shape;
}

export interface Signature {
  readonly inputs: Map<string, Port>;
  readonly outputs: Map<string, Port>;
}

/** Lives in the session from one run to the next. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'bfloat16';
  readonly handle: Ref;
}

export class SavedModel {
  readonly signatures = new Map<string, Signature>();
  private readonly nodes: TfNode[] = [];

  node(operation: string, inputs: readonly Ref[], attributes: Attributes = {}): Ref {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  /** A node whose operands all have the type T. */
  typed(operation: string, inputs: readonly Ref[], type: TfType, attributes: Attributes = {}): Ref {
    return this.node(operation, inputs, { T: { type }, ...attributes });
  }

  constant(dtype: DataType, shape: Shape, data: Float32Array | Int32Array | Uint8Array): Ref {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.node('Const', [], { dtype: { type: dtype }, value: { tensor: { dtype, shape, bytes } } });
  }

  signature(name: string): Signature {
    const signature: Signature = { inputs: new Map(), outputs: new Map() };
    this.signatures.set(name, signature);
    return signature;
  }

  input(signature: Signature, name: string, dtype: DataType, shape: Shape): Ref {
    const ref = this.node('Placeholder', [], { dtype: { type: dtype }, shape: { shape } });
    signature.inputs.set(name, { ref, dtype, shape });
    return ref;
  }

  variable(name: string, shape: Shape, dtype: Variable['dtype']): Variable {
    const handle = this.node('VarHandleOp', [], {
      dtype: { type: dtype },
      shape: { shape },
      shared_name: { text: name },
      container: { text: '' },
    });
    return { name, shape, dtype, handle };
  }

  read({ handle, dtype }: Variable, after: readonly Ref[] = []): Ref {
    return this.node('ReadVariableOp', [handle, ...waits(after)], { dtype: { type: dtype } });
  }

  assign({ handle, dtype }: Variable, value: Ref, after: readonly Ref[] = []): Ref {
    return this.node('AssignVariableOp', [handle, value, ...waits(after)], { dtype: { type: dtype } });
  }

  /**
   * `value`, which is there once the other nodes have run. What is run for its effect alone has to hang on something
   * that is fetched.
   */
  after(value: Ref, dtype: TfType, nodes: readonly Ref[]): Ref {
    return this.typed('Identity', [value, ...waits(nodes)], dtype);
  }

  /** The bytes of saved_model.pb. Without its nodes it is a list of the signatures. */
  encode({ withNodes }: { readonly withNodes: boolean }): Uint8Array {
    return new ProtobufWriter()
      .integer(1, 1)
      .message(2, (metaGraph) => {
        metaGraph.message(1, (info) => info.text(4, TAG));
        metaGraph.message(2, (graph) => {
          for (const node of withNodes ? this.nodes : []) graph.message(1, (entry) => writeNode(entry, node));
          graph.message(4, (versions) => versions.integer(1, GRAPH_VERSION));
        });
        for (const [name, signature] of this.signatures)
          metaGraph.message(5, (entry) =>
            entry.text(1, name).message(2, (message) => writeSignature(message, signature)),
          );
      })
      .join();
  }
}

/** By which a SavedModel names its graph for running. */
export const TAG = 'serve';

const waits = (nodes: readonly Ref[]): readonly Ref[] => nodes.map((node) => `^${node.split(':')[0]}`);

/** NodeDef */
function writeNode(message: ProtobufWriter, { name, operation, inputs, attributes }: TfNode): void {
  message.text(1, name).text(2, operation);
  for (const input of inputs) message.text(3, input);
  for (const [key, attribute] of Object.entries(attributes))
    message.message(5, (entry) => entry.text(1, key).message(2, (value) => writeAttribute(value, attribute)));
}

/** AttrValue */
function writeAttribute(message: ProtobufWriter, attribute: Attribute): void {
  if ('type' in attribute) message.integer(6, typeCodes[attribute.type]);
  else if ('integer' in attribute) message.integer(3, attribute.integer);
  else if ('boolean' in attribute) message.integer(5, attribute.boolean ? 1 : 0);
  else if ('text' in attribute) message.text(2, attribute.text);
  else if ('shape' in attribute) message.message(7, (shape) => writeShape(shape, attribute.shape));
  else {
    const { dtype, shape, bytes } = attribute.tensor;
    message.message(8, (tensor) =>
      tensor
        .integer(1, typeCodes[dtype])
        .message(2, (dimensions) => writeShape(dimensions, shape))
        .bytes(4, bytes),
    );
  }
}

/** TensorShapeProto */
function writeShape(message: ProtobufWriter, shape: Shape): void {
  for (const length of shape) message.message(2, (dimension) => dimension.integer(1, length));
}

/** SignatureDef */
function writeSignature(message: ProtobufWriter, { inputs, outputs }: Signature): void {
  const ports = (field: number, list: ReadonlyMap<string, Port>): void => {
    for (const [name, { ref, dtype, shape }] of list)
      message.message(field, (entry) =>
        entry.text(1, name).message(2, (info) =>
          info
            .text(1, ref.includes(':') ? ref : `${ref}:0`)
            .integer(2, typeCodes[dtype])
            .message(3, (dimensions) => writeShape(dimensions, shape)),
        ),
      );
  };
  ports(1, inputs);
  ports(2, outputs);
  message.text(3, 'tensorflow/serving/predict');
}
