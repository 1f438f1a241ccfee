/** What the files in verbs/ are made of: a function that adds its commands to the program. */
import type { Command } from 'commander';
import { FigscopeError } from '#app/util/error.ts';
import { withHost, type GlobalOptions, type Session } from './session.ts';

/** Set by the verb that ran; the process ends with it. */
export interface Outcome {
  exitCode: number;
}

export type AddVerb = (program: Command, outcome: Outcome) => void;

/**
 * Runs `verb` with a host when the command is called. The arguments are the command's own; options come with the
 * global ones merged in.
 */
export function withSession(
  outcome: Outcome,
  verb: (session: Session, args: string[], options: Record<string, unknown>) => Promise<number>,
  host: { lasting?: boolean } = {},
) {
  return async (...received: unknown[]) => {
    const command = received.at(-1);
    if (!isCommand(command)) throw new FigscopeError('internal', 'A verb was called without its command.');
    const options = command.optsWithGlobals();
    outcome.exitCode = await withHost(
      globalOptions(options),
      (session) => verb(session, command.args, options),
      host,
    );
  };
}

export function globalOptions(options: Record<string, unknown>): GlobalOptions {
  return {
    ...(typeof options['home'] === 'string' ? { home: options['home'] } : {}),
    ...(typeof options['threads'] === 'string' ? { threads: options['threads'] } : {}),
    json: options['json'] === true,
    quiet: options['quiet'] === true,
  };
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'optsWithGlobals' in value;
}

/** A number given on the command line; `invalid-input` names the option. */
export function numberOption(options: Record<string, unknown>, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new FigscopeError('invalid-input', {
      message: `--${name} needs a number, not ${typeof text === 'string' ? text : 'nothing'}.`,
      remedy: `See: figscope --help`,
    });
  }
  return value;
}

export const textOption = (options: Record<string, unknown>, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

/** Values of an option that may be given several times, or once with several values. */
export function listOption(options: Record<string, unknown>, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}
