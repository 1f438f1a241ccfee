/** Writing and reading the variables of a session, in groups: what is in JavaScript's hands at once stays small. */
import { type FloatTensor, type FloatTensors, sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { Ref, SavedModel, Variable } from './saved-model.ts';
import type { Feed, TensorFlowSession } from './session.ts';

/** Of all tensors of a group together, unless one alone is larger. */
const GROUP_BYTES = 128 * 2 ** 20;

export interface VariableGroup {
  readonly signature: string;
  readonly variables: readonly Variable[];
}

/** Consecutive variables whose values take at most `groupBytes` as float32. */
export function groupsOf(
  prefix: string,
  variables: Iterable<Variable>,
  groupBytes = GROUP_BYTES,
): readonly VariableGroup[] {
  const groups: Variable[][] = [];
  let room = 0;
  for (const variable of variables) {
    const bytes = 4 * sizeOf(variable.shape);
    if (groups.length === 0 || bytes > room) {
      groups.push([]);
      room = groupBytes;
    }
    groups.at(-1)!.push(variable);
    room -= bytes;
  }
  return groups.map((group, index) => ({ signature: `${prefix}.${index}`, variables: group }));
}

/** Adds a signature for each group that gives its variables the values it is fed. */
export function addWriting(model: SavedModel, groups: readonly VariableGroup[]): void {
  for (const { signature: name, variables } of groups) {
    const signature = model.signature(`write ${name}`);
    const assigned = variables.map((variable) => {
      const given = model.input(signature, variable.name, 'float32', variable.shape);
      return model.assign(variable, own(model, given, variable));
    });
    addDone(model, name, assigned, 'write');
  }
}

/**
 * What a variable may keep. TensorFlow would share the fed array with JavaScript, and updates in place would write into
 * the caller's array: so a copy is made, or a cast, which is one.
 */
function own(model: SavedModel, given: Ref, { dtype }: Variable): Ref {
  return dtype === 'float32'
    ? model.typed('DeepCopy', [given], 'float32')
    : model.node('Cast', [given], { SrcT: { type: 'float32' }, DstT: { type: dtype } });
}

export function addReading(model: SavedModel, groups: readonly VariableGroup[]): void {
  for (const { signature: name, variables } of groups) {
    const { outputs } = model.signature(`read ${name}`);
    for (const variable of variables) {
      const { shape } = variable;
      outputs.set(variable.name, { ref: model.read(variable), dtype: 'float32', shape });
    }
  }
}

/** Adds a signature for each group that sets its variables to zero. */
export function addZeroing(model: SavedModel, groups: readonly VariableGroup[]): void {
  for (const { signature: name, variables } of groups) {
    model.signature(`zero ${name}`);
    const assigned = variables.map((variable) => {
      const { shape } = variable;
      const dimensions = model.constant('int32', [shape.length], Int32Array.from(shape));
      const zero = model.constant('float32', [], Float32Array.of(0));
      const zeros = model.typed('Fill', [dimensions, zero], 'float32', { index_type: { type: 'int32' } });
      return model.assign(variable, zeros);
    });
    addDone(model, name, assigned, 'zero');
  }
}

/** Something to fetch. */
function addDone(model: SavedModel, name: string, nodes: readonly Ref[], verb: 'write' | 'zero'): void {
  const one = model.constant('float32', [], Float32Array.of(1));
  const done = { ref: model.after(one, 'float32', nodes), dtype: 'float32', shape: [] } as const;
  model.signatures.get(`${verb} ${name}`)?.outputs.set('done', done);
}

/** `valuesOf` gives the tensors of a group by the names of the variables, which were checked. */
export async function writeVariables(
  session: TensorFlowSession,
  groups: readonly VariableGroup[],
  valuesOf: (names: readonly string[]) => FloatTensors | Promise<FloatTensors>,
): Promise<void> {
  for (const { signature, variables } of groups) {
    const values = await valuesOf(variables.map(({ name }) => name));
    const feeds: Record<string, Feed> = {};
    for (const { name, shape } of variables) {
      const tensor = values.get(name);
      if (tensor === undefined)
        throw new FigscopeError('internal', `The variable ${name} was given no value.`);
      feeds[name] = { data: tensor.data, shape };
    }
    session.run(`write ${signature}`, feeds);
  }
}

export function readVariables(
  session: TensorFlowSession,
  groups: readonly VariableGroup[],
): Map<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>();
  for (const { signature, variables } of groups) {
    const values = session.run(`read ${signature}`, {});
    for (const { name, shape } of variables)
      tensors.set(name, { shape, data: values.get(name) ?? new Float32Array() });
  }
  return tensors;
}

export function zeroVariables(session: TensorFlowSession, groups: readonly VariableGroup[]): void {
  for (const { signature } of groups) session.run(`zero ${signature}`, {});
}
