/** The towers as ONNX files that any runtime can open: standard operators, weights inside or in one file beside them. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { InitializerData } from '../onnx/model.ts';
import { lower } from '../onnx/lowering.ts';
import { imageTowerProgram, textTowerProgram, type TowerProgram } from '../programs/tower-programs.ts';
import { readWeights, type WeightsFile } from '../weights-file.ts';
import { copiedFile, type ExportFile } from './export-folder.ts';

/** Protobuf's limit is 2 GiB for a message; the graph itself needs some of it. */
const largestInlineBytes = 2 ** 31 - 2 ** 26;

export interface TowerOptions {
  readonly logitScale: number;
  /** Weights above this lie in a file of their own. For tests; default: what protobuf allows. */
  readonly inlineLimitBytes?: number;
}

/** The weights of both towers where they do not fit inside. Safetensors is a header and raw tensors, which is all ONNX asks. */
export const weightsFileName = 'weights.safetensors';

/** image.onnx, text.onnx, and weights.safetensors where one of them would be larger than the limit. */
export async function onnxTowerFiles(
  config: ModelConfig,
  weights: WeightsFile,
  { logitScale, inlineLimitBytes = largestInlineBytes }: TowerOptions,
): Promise<ExportFile[]> {
  const towers: readonly (readonly [string, TowerProgram])[] = [
    ['image.onnx', await imageTowerProgram(config)],
    ['text.onnx', await textTowerProgram(config)],
  ];
  const parametersOf = ({ graph }: TowerProgram) =>
    [...graph.inputs.keys()].filter((name) => weights.tensors.has(name));
  const bytesOf = (name: string): number => weights.tensors.get(name)?.sizeBytes ?? 0;
  const largest = Math.max(
    ...towers.map(([, program]) => parametersOf(program).reduce((sum, name) => sum + bytesOf(name), 0)),
  );
  const encode = (program: TowerProgram, initializers: ReadonlyMap<string, InitializerData>) => {
    const { graph, symbols, dimensionsOf } = program;
    const model = lower(graph, { weights: initializers, symbols, dimensionsOf, standardOnly: true });
    model.metadata.set('logit_scale', String(logitScale));
    return model.encodePieces();
  };

  if (largest > inlineLimitBytes) {
    const external = new Map(
      [...weights.tensors].map(([name, { offsetBytes, sizeBytes }]): [string, InitializerData] => [
        name,
        { kind: 'external', location: weightsFileName, offsetBytes, sizeBytes },
      ]),
    );
    const files = towers.map(([name, program]) => piecesFile(name, async () => encode(program, external)));
    return [await copiedFile(weightsFileName, weights.path), ...(await Promise.all(files))];
  }
  const files = towers.map(([name, program]) => {
    const parameters = parametersOf(program);
    // The same file with zeros has the same size, without reading a single weight.
    const zeros = new Uint8Array(Math.max(...parameters.map(bytesOf)));
    const blank = new Map(
      parameters.map((parameter) => [parameter, inline(zeros.subarray(0, bytesOf(parameter)))]),
    );
    return piecesFile(
      name,
      async () => encode(program, blank),
      async () => {
        const tensors = await readWeights(weights, parameters);
        const filled = [...tensors].map(([parameter, { data }]): [string, InitializerData] => [
          parameter,
          inline(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
        ]);
        return encode(program, new Map(filled));
      },
    );
  });
  return Promise.all(files);
}

const inline = (bytes: Uint8Array): InitializerData => ({ kind: 'inline', bytes });

/** A file whose size is known from pieces of the same lengths. */
async function piecesFile(
  name: string,
  sized: () => Promise<readonly Uint8Array[]>,
  make = sized,
): Promise<ExportFile> {
  const sizeBytes = (await sized()).reduce((sum, piece) => sum + piece.length, 0);
  return { name, sizeBytes, content: { kind: 'pieces', make } };
}
