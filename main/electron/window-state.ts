/** Where the window was when it was closed. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const windowState = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
});
type WindowState = z.infer<typeof windowState>;

const firstState: WindowState = { width: 1440, height: 900 };

/** What cannot be read is the first state: a lost size is no reason to refuse to open. */
export function readWindowState(path: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return firstState;
  }
}

export function writeWindowState(path: string, { x, y, width, height }: Required<WindowState>): void {
  try {
    writeFileSync(`${path}.tmp`, JSON.stringify({ x, y, width, height }));
    renameSync(`${path}.tmp`, path);
  } catch {
    // The window still closes; it opens in its first place next time.
  }
}
