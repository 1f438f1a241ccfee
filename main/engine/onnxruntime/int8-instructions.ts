/** Whether this processor multiplies uint8 with int8 without saturating (VNNI), which ONNX Runtime does not ask itself. */
import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:process';

/**
 * True on x64 processors whose older instructions saturate sums of two products: there ONNX Runtime has to be asked to
 * turn the weights to uint8 (`session.x64quantprecision`), which is right everywhere and half as fast on those that
 * have VNNI. Where the system does not tell what the processor has, right comes before fast.
 */
export function int8Saturates(): boolean {
  saturates ??= examineProcessor();
  return saturates;
}

/** Known after the first session; the processor does not change. */
let saturates: boolean | undefined;

function examineProcessor(): boolean {
  if (arch !== 'x64') return false;
  if (platform !== 'linux') return true;
  try {
    return !hasVnni(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return true;
  }
}

/** `cpuinfo` as Linux writes it. */
export function hasVnni(cpuinfo: string): boolean {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(/\s+/) ?? [];
  return flags.includes('avx512_vnni') || flags.includes('avx_vnni');
}
