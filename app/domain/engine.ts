/** Engines: what can run the model's programs on this machine, and what a person may ask of them. */
import * as z from 'zod';

export const engineNames = ['onnxruntime', 'tensorflow'] as const;
export const engineName = z.enum(engineNames);
export type EngineName = z.infer<typeof engineName>;

/** fp32 everywhere; bf16 where products are taken in bfloat16; int8 only for embedding. */
export const precisions = ['fp32', 'bf16', 'int8'] as const;
export const precision = z.enum(precisions);
export type Precision = z.infer<typeof precision>;

/** `auto`, `cpu`, `gpu` (the first one) or `gpu:N`. */
export const deviceName = z
  .string()
  .regex(/^(auto|cpu|gpu(:\d{1,2})?)$/, 'a device is auto, cpu, gpu or gpu:0, gpu:1, ...');

/** Which engine should do a piece of work, where, and how exactly; what is left out is chosen. */
export const computeChoice = z.object({
  engine: z.enum(['auto', ...engineNames]).default('auto'),
  device: deviceName.default('auto'),
  precision: precision.default('fp32'),
});
export type ComputeChoice = z.infer<typeof computeChoice>;
export const anyEngine: ComputeChoice = { engine: 'auto', device: 'auto', precision: 'fp32' };

export const engineDevice = z.object({
  /** 'cpu', 'gpu:0', ... */
  id: z.string(),
  /** As its maker calls it. */
  title: z.string(),
  totalBytes: z.number().optional(),
  freeBytes: z.number().optional(),
});
export type EngineDevice = z.infer<typeof engineDevice>;

/** One engine as `engine list`, `doctor` and the device page show it. */
export const engineReport = z.object({
  name: engineName,
  installed: z.boolean(),
  /** Of the engine's library; empty when it is not installed. */
  version: z.string(),
  /** The device it would use by itself. */
  device: z.string(),
  devices: z.array(engineDevice),
  precision: z.array(precision),
  /** Room that it takes on the disk, or would take after an installation. */
  bytes: z.number(),
  /** Installed, and its self-test agreed with the stored numbers. */
  ok: z.boolean(),
  selfTest: z.object({ maxError: z.number(), milliseconds: z.number() }).optional(),
  /** Measured on a small model on this machine: what `auto` goes by. */
  speed: z.object({ trainingStepMs: z.number(), embeddingMs: z.number() }).optional(),
  /** What `auto` uses it for. */
  chosenFor: z.array(z.enum(['training', 'embedding'])),
  /** Why it is not ok, in a sentence. */
  reason: z.string().optional(),
  remedy: z.string().optional(),
});
export type EngineReport = z.infer<typeof engineReport>;
