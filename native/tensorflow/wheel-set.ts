/** Which wheels an installation is made of, for which machine, and which of their members. */
import { FigscopeError } from '#app/util/error.ts';
import { libraryFolder, tensorFlowVersion } from './layout.ts';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Of the C library that runs: '2.36'. Undefined on Linux with another one, and on other systems. */
  readonly glibc?: string | undefined;
}

/** A wheel to be had, and what is needed of it. */
export interface WheelNeed {
  readonly project: string;
  /** The tested version. */
  readonly version: string;
  /** Versions from `atLeast` up to, but without, `below` do as well where the tested one cannot be had. */
  readonly atLeast: string;
  readonly below: string;
  /** Whether the last tag of a wheel's file name stands for this machine: 'manylinux_2_27_x86_64'. */
  readonly fits: (platformTag: string) => boolean;
  /** Where a member goes, from the root of the installation; undefined: it is not needed. */
  readonly destination: (member: string) => string | undefined;
}

/** Below this folder of an unfinished installation lies what only the building of the binding needs. */
export const headerFolder = 'build/include';

/** What the binding of tfjs-node 4.22 includes, directly or not (the compiler's own list: g++ -M). */
const headers: ReadonlySet<string> = new Set(
  [
    'tensorflow/c/c_api.h',
    'tensorflow/c/c_api_macros.h',
    'tensorflow/c/eager/c_api.h',
    'tensorflow/c/tf_attrtype.h',
    'tensorflow/c/tf_buffer.h',
    'tensorflow/c/tf_datatype.h',
    'tensorflow/c/tf_status.h',
    'tensorflow/c/tf_tensor.h',
    'tensorflow/c/tf_tstring.h',
    'tensorflow/core/platform/ctstring.h',
    'tensorflow/core/platform/ctstring_internal.h',
    'tsl/platform/ctstring.h',
    'tsl/platform/ctstring_internal.h',
    'xla/tsl/c/tsl_status.h',
  ].map((header) => `tensorflow/include/${header}`),
);

/**
 * NVIDIA's packages of the extra `and-cuda` of TensorFlow 2.21: [part, newest version tested for being complete,
 * lowest version, first version too new].
 */
const nvidiaParts = [
  ['cublas', '12.9.3.13', '12.5.3.2', '13.0'],
  ['cuda-cupti', '12.9.79', '12.5.82', '13.0'],
  ['cuda-nvcc', '12.9.86', '12.5.82', '13.0'],
  ['cuda-nvrtc', '12.9.86', '12.5.82', '13.0'],
  ['cuda-runtime', '12.9.79', '12.5.82', '13.0'],
  ['cudnn', '9.28.0.42', '9.3.0.75', '10.0'],
  ['cufft', '11.4.1.4', '11.2.3.61', '12.0'],
  ['curand', '10.3.10.19', '10.3.6.82', '11.0'],
  ['cusolver', '11.7.5.82', '11.6.3.83', '12.0'],
  ['cusparse', '12.5.10.65', '12.5.1.3', '13.0'],
  ['nccl', '2.32.3', '2.27.7', '3.0'],
  ['nvjitlink', '12.9.86', '12.5.82', '13.0'],
] as const;

/** Libraries of those packages that nothing here opens: other languages' interfaces, several GPUs' solvers, tracing. */
const unused =
  /\/(libnvblas|libcufftw|libcusolverMg|libnvrtc(-builtins)?\.alt|libcheckpoint|libpcsamplingutil)\./;

/** Room that an installation takes on the disk. */
export const installedBytes = (cuda: boolean): number => (cuda ? 5.35e9 : 0.86e9);

/** Throws unsupported, with what to do instead, where there is no such set. */
export function wheelSet(machine: Machine, cuda: boolean): WheelNeed[] {
  const { platform, arch } = machine;
  if (platform === 'linux' && arch === 'x64') {
    checkGlibc(machine);
    const fits = (tag: string) => fitsLinux(tag, 'x86_64', machine.glibc);
    return cuda
      ? [tensorFlow('tensorflow', fits), ...nvidiaParts.map((part) => nvidia(part, fits))]
      : [tensorFlow('tensorflow-cpu', fits)];
  }
  if (cuda) {
    throw new FigscopeError('unsupported', {
      message: `TensorFlow has no CUDA set for ${platform} ${arch}.`,
      remedy: 'Install the set for the CPU: figscope engine install tensorflow --cuda no',
    });
  }
  if (platform === 'linux' && arch === 'arm64') {
    checkGlibc(machine);
    return [tensorFlow('tensorflow', (tag) => fitsLinux(tag, 'aarch64', machine.glibc))];
  }
  if (platform === 'darwin' && arch === 'arm64') {
    return [tensorFlow('tensorflow', (tag) => /^macosx_\d+_\d+_arm64$/.test(tag))];
  }
  throw new FigscopeError('unsupported', {
    message: `TensorFlow's libraries cannot be installed on ${platform === 'win32' ? 'Windows' : `${platform} ${arch}`}.`,
    remedy:
      platform === 'win32'
        ? 'Go on with ONNX Runtime, which needs no installation, or run Figscope in the Windows Subsystem for Linux.'
        : 'Go on with ONNX Runtime, which needs no installation.',
  });
}

/** The oldest C library that the wheels are made for. */
const oldestGlibc = '2.27';

function checkGlibc({ glibc }: Machine): void {
  if (glibc !== undefined && compareVersions(glibc, oldestGlibc) >= 0) return;
  throw new FigscopeError('unsupported', {
    message: `TensorFlow needs the GNU C library ${oldestGlibc} or newer; this system has ${glibc ?? 'another C library'}.`,
    remedy: 'Use a newer system, or go on with ONNX Runtime, which needs no installation.',
  });
}

function tensorFlow(project: string, fits: WheelNeed['fits']): WheelNeed {
  const version = tensorFlowVersion;
  return { project, version, atLeast: version, below: version, fits, destination: tensorFlowMember };
}

function tensorFlowMember(member: string): string | undefined {
  if (/^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(member))
    return `${libraryFolder}/${fileName(member)}`;
  if (headers.has(member)) return `${headerFolder}/${member.slice('tensorflow/include/'.length)}`;
  if (member === 'tensorflow/include/LICENSE') return 'licences/tensorflow/LICENSE';
  if (member === 'tensorflow/THIRD_PARTY_NOTICES.txt') return 'licences/tensorflow/THIRD_PARTY_NOTICES.txt';
  return undefined;
}

function nvidia(
  [part, version, atLeast, below]: (typeof nvidiaParts)[number],
  fits: WheelNeed['fits'],
): WheelNeed {
  const destination = (member: string) => {
    if (/\.dist-info\/(licenses\/)?License\.txt$/.test(member)) return `licences/nvidia-${part}/License.txt`;
    if (unused.test(member)) return undefined;
    if (/^nvidia\/\w+\/lib\/[\w.-]+\.so(\.[\d.]+)?$/.test(member)) return member;
    // The compiler's back end, for kernels that are made while a graph runs.
    return /^nvidia\/cuda_nvcc\/(bin\/ptxas|nvvm\/(lib64|libdevice)\/[\w.-]+)$/.test(member)
      ? member
      : undefined;
  };
  return { project: `nvidia-${part}-cu12`, version, atLeast, below, fits, destination };
}

/** 'manylinux_2_27_x86_64', 'manylinux2014_x86_64.manylinux_2_17_x86_64' (any of them). */
function fitsLinux(tag: string, arch: string, glibc = '0'): boolean {
  return tag.split('.').some((one) => {
    if (!one.endsWith(`_${arch}`)) return false;
    if (/^manylinux(1|2010|2014)_/.test(one)) return true;
    const needed = /^manylinux_(\d+)_(\d+)_/.exec(one);
    return needed !== null && compareVersions(glibc, `${needed[1]}.${needed[2]}`) >= 0;
  });
}

/** Numbers between dots, compared one by one; negative when `one` is older. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
