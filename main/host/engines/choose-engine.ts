/** What `auto` stands for, and which combinations there are: pure functions of the reports. */
import {
  type ComputeChoice,
  type EngineDevice,
  type EngineName,
  engineNames,
  type EngineReport,
} from '#app/domain/engine.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type ConcreteCompute, engineTitles } from './engine-words.ts';

export const purposes = ['training', 'embedding'] as const;
export type Purpose = (typeof purposes)[number];

export const installTensorFlowCommand = 'figscope engine install tensorflow';

/** The reports with `chosenFor` filled in: the fastest of those that agree with the stored numbers. */
export function withChosen(reports: readonly EngineReport[]): EngineReport[] {
  const chosen = new Map(purposes.map((purpose) => [purpose, fastestFor(reports, purpose)?.name]));
  return reports.map((report) => ({
    ...report,
    chosenFor: purposes.filter((purpose) => chosen.get(purpose) === report.name),
  }));
}

/** Among engines without a measurement the first named counts: ONNX Runtime, which is always there. */
function fastestFor(reports: readonly EngineReport[], purpose: Purpose): EngineReport | undefined {
  const order = (report: EngineReport) => engineNames.indexOf(report.name);
  const [fastest] = reports
    .filter((report) => report.installed && report.ok)
    .toSorted((a, b) => timeOf(a, purpose) - timeOf(b, purpose) || order(a) - order(b));
  return fastest;
}

function timeOf({ speed }: EngineReport, purpose: Purpose): number {
  const measured = purpose === 'training' ? speed?.trainingStepMs : speed?.embeddingMs;
  return measured ?? Number.MAX_VALUE;
}

/**
 * The engine, device and precision for a choice. The precision stays what was asked for.
 * @throws FigscopeError `unavailable` for an engine that is missing or wrong, `unsupported` for a combination that
 *   there is not, each with what would do
 */
export function chooseEngine(
  reports: readonly EngineReport[],
  choice: ComputeChoice,
  purpose: Purpose,
): ConcreteCompute {
  const usable = choice.engine === 'auto' ? reports.filter(isUsable) : [named(reports, choice.engine)];
  if (usable.length === 0) throw noEngine(reports);
  const exact = usable.filter(({ precision }) => precision.includes(choice.precision));
  if (exact.length === 0) throw noPrecision(reports, choice);
  const there = exact.filter((report) => deviceOf(report, choice.device) !== undefined);
  const best = fastestFor(there, purpose);
  if (!best) throw noDevice(reports, choice);
  return {
    engine: best.name,
    device: deviceOf(best, choice.device) ?? best.device,
    precision: choice.precision,
  };
}

const isUsable = ({ installed, ok }: EngineReport): boolean => installed && ok;

function named(reports: readonly EngineReport[], name: EngineName): EngineReport {
  const report = reports.find((candidate) => candidate.name === name);
  const title = engineTitles[name];
  if (!report?.installed) {
    throw new FigscopeError('unavailable', {
      message: `${title} is not installed.`,
      remedy: `Install it with: figscope engine install ${name}`,
      facts: { engine: name },
    });
  }
  if (report.ok) return report;
  throw new FigscopeError('unavailable', {
    message: `${title} is not used: ${report.reason ?? 'it failed its self-test.'}`,
    remedy: report.remedy ?? 'Leave --engine out to use one that works.',
    facts: { engine: name },
  });
}

/** The id of the device that `wanted` names; undefined when the engine has no such device. */
function deviceOf({ device, devices }: EngineReport, wanted: string): string | undefined {
  if (wanted === 'auto') return device;
  if (wanted === 'cpu') return 'cpu';
  const isWanted = ({ id }: EngineDevice) => (wanted === 'gpu' ? id.startsWith('gpu') : id === wanted);
  return devices.find(isWanted)?.id;
}

const noEngine = (reports: readonly EngineReport[]): FigscopeError =>
  new FigscopeError('unavailable', {
    message: 'No engine of this machine computes correctly.',
    remedy: 'See why with: figscope doctor',
    facts: { engines: reports.map(({ name, reason }) => ({ name, reason })) },
  });

function noPrecision(reports: readonly EngineReport[], { engine, precision }: ComputeChoice): FigscopeError {
  const others = reports.filter((report) => isUsable(report) && report.precision.includes(precision));
  const tensorFlowMissing = reports.some(({ name, installed }) => name === 'tensorflow' && !installed);
  const wouldDo =
    others.length > 0
      ? `Use --engine ${others[0].name}`
      : precision === 'bf16' && tensorFlowMissing
        ? `Install TensorFlow with: ${installTensorFlowCommand}`
        : undefined;
  const who = engine === 'auto' ? 'No engine of this machine' : engineTitles[engine];
  return new FigscopeError('unsupported', {
    message: `${who} ${engine === 'auto' ? 'computes' : 'does not compute'} in ${precision}.`,
    remedy: wouldDo === undefined ? 'Use --precision fp32.' : `${wouldDo}, or use --precision fp32.`,
    facts: { engine, precision },
  });
}

function noDevice(reports: readonly EngineReport[], { engine, device }: ComputeChoice): FigscopeError {
  const there = [...new Set(reports.filter(isUsable).flatMap(({ devices }) => devices.map(({ id }) => id)))];
  const who = engine === 'auto' ? 'No engine of this machine' : engineTitles[engine];
  return new FigscopeError('unsupported', {
    message: `${who} ${engine === 'auto' ? 'can use' : 'cannot use'} the device ${device}.`,
    remedy: `Use --device ${there.join(' or ') || 'cpu'}; for an NVIDIA device install its libraries with: ${installTensorFlowCommand} --cuda yes`,
    facts: { engine, device, devices: there },
  });
}
