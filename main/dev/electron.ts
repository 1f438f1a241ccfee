/** Electron for tests and checks: the path of its binary, looked for and never fetched. */
import { electronBinary } from '../server/shell-binaries.ts';
import { isRequired } from './shared.ts';

/** Undefined where the binary is not; an error when FIGSCOPE_REQUIRE names electron. */
export function electronForTests(): string | undefined {
  const binary = electronBinary();
  if (binary === undefined && isRequired('electron')) {
    throw new Error('FIGSCOPE_REQUIRE names electron, but its binary is not on this machine.');
  }
  return binary;
}
