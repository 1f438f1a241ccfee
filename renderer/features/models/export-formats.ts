/** The formats of an export, for people. */
import type { ExportFormat } from '#app/domain/model.ts';

export const exportFormatNames: Readonly<Record<ExportFormat, { label: string; about: string }>> = {
  openclip: {
    label: 'open_clip',
    about:
      'A folder that open_clip loads with local-dir: weights, configuration and tokenizer under its names.',
  },
  safetensors: {
    label: 'safetensors',
    about: 'The weights alone in one file, under the names of open_clip.',
  },
  onnx: {
    label: 'ONNX',
    about: 'The image and the text tower as two graphs that onnxruntime runs without anything else.',
  },
};
