/** What every set-up step shares: where the checkout is, how to speak, and how to fail. */
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One line to the person at the terminal; stdout stays clean for what was asked for. */
export const say = (line) => void process.stderr.write(`figscope: ${line}\n`);

/** A failure that is told in its own words, without a stack. */
export class SetupError extends Error {}
