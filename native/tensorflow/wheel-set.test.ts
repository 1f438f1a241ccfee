import { describe, expect, it } from 'vitest';
import { wheelPins } from './wheel-pins.ts';
import { compareVersions, type Machine, wheelSet } from './wheel-set.ts';
import { bestWheel, parseWheelName } from './wheels/wheel-name.ts';

const linux = (arch: string, glibc = '2.36'): Machine => ({ platform: 'linux', arch, glibc });
const pinned = Object.keys(wheelPins).map((file) => ({ file }));
const wheelsFor = (machine: Machine, cuda: boolean) =>
  wheelSet(machine, cuda).map((need) => bestWheel(need, pinned)?.file ?? `none for ${need.project}`);

describe('the set of wheels', () => {
  it('is one wheel for a CPU, with every member pinned that is taken', () => {
    expect(wheelsFor(linux('x64'), false)).toEqual([
      'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    ]);
    expect(wheelsFor(linux('arm64'), false)).toEqual([
      'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
    ]);
    expect(wheelsFor({ platform: 'darwin', arch: 'arm64' }, false)).toEqual([
      'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl',
    ]);
  });

  it('is TensorFlow and twelve packages of NVIDIA for CUDA, all pinned', () => {
    const wheels = wheelsFor(linux('x64'), true);
    expect(wheels).toHaveLength(13);
    expect(wheels.filter((file) => file.startsWith('none'))).toEqual([]);
    expect(new Set(wheels.map((file) => parseWheelName(file)?.project)).size).toBe(13);
  });

  it('puts libraries where they find each other', () => {
    const members = wheelSet(linux('x64'), true).flatMap((need) =>
      Object.entries(wheelPins[bestWheel(need, pinned)?.file ?? ''] ?? {}).map(([member]) =>
        need.destination(member),
      ),
    );
    expect(members).toContain('lib/libtensorflow_cc.so.2');
    expect(members).toContain('nvidia/cudnn/lib/libcudnn.so.9');
    expect(members).toContain('nvidia/cuda_nvcc/bin/ptxas');
    expect(members).toContain('licences/nvidia-cublas/License.txt');
    expect(members).not.toContain(undefined);
    expect(members.filter((member) => member?.startsWith('build/include/'))).toHaveLength(14);
    const [need] = wheelSet(linux('x64'), false);
    expect(need.destination('tensorflow/python/_pywrap_tensorflow_internal.so')).toBeUndefined();
    expect(need.destination('tensorflow/../../etc/libtensorflow_cc.so.2')).toBeUndefined();
  });

  it.each([
    [{ platform: 'win32', arch: 'x64' }, false, /on Windows/],
    [{ platform: 'darwin', arch: 'x64' }, false, /on darwin x64/],
    [linux('ia32'), false, /on linux ia32/],
    [linux('arm64'), true, /no CUDA set for linux arm64/],
    [{ platform: 'darwin', arch: 'arm64' }, true, /no CUDA set/],
    [linux('x64', '2.17'), false, /2.27 or newer; this system has 2.17/],
    [{ platform: 'linux', arch: 'x64' }, false, /this system has another C library/],
  ] as const)('is refused with a remedy for %o, CUDA %s', (machine, cuda, sentence) => {
    expect(() => wheelSet(machine, cuda)).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringMatching(sentence),
        remedy: expect.any(String),
      }),
    );
  });
});

describe('the best wheel', () => {
  const [need] = wheelSet(linux('x64'), true).filter(({ project }) => project === 'nvidia-cublas-cu12');
  const best = (...files: string[]) =>
    bestWheel(
      need,
      files.map((file) => ({ file })),
    )?.file;
  const cublas = (version: string, platform = 'manylinux_2_27_x86_64') =>
    `nvidia_cublas_cu12-${version}-py3-none-${platform}.whl`;

  it('is the tested version, else the newest that may be used', () => {
    expect(best(cublas('12.9.4.1'), cublas(need.version), cublas('12.6.0.1'))).toBe(cublas(need.version));
    expect(best(cublas('12.6.0.1'), cublas('12.10.0.1'), cublas('13.0.1'), cublas('12.4.0.1'))).toBe(
      cublas('12.10.0.1'),
    );
    expect(
      best(cublas('13.0.1'), cublas('12.9.0rc1'), 'nvidia_cublas_cu12-12.9.3.13.tar.gz'),
    ).toBeUndefined();
  });

  it('is made for this machine', () => {
    expect(
      best(cublas(need.version, 'win_amd64'), cublas(need.version, 'manylinux_2_27_aarch64')),
    ).toBeUndefined();
    expect(best(cublas(need.version, 'manylinux_2_38_x86_64'))).toBeUndefined();
    const old = cublas(need.version, 'manylinux2014_x86_64.manylinux_2_17_x86_64');
    expect(best(old)).toBe(old);
  });

  it('compares versions number by number', () => {
    expect(compareVersions('2.9', '2.10')).toBeLessThan(0);
    expect(compareVersions('12.5', '12.5.0')).toBe(0);
    expect(compareVersions('13', '12.9.9')).toBeGreaterThan(0);
  });
});
