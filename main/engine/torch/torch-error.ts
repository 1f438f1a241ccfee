/** What a torch file that cannot be read is told off with: damaged, or asking for something that is never done. */
import { FigscopeError } from '#app/util/error.ts';

export function damaged(message: string, facts: Readonly<Record<string, unknown>> = {}): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `The torch file is damaged: ${message}.`,
    remedy: 'Download or copy the file again, and compare its size and checksum with the source.',
    facts,
  });
}

/** `what`: an action with the name of its target, such as 'calls os.system'. Nothing of it was done. */
export function refused(what: string, target: string): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `The file ${what}, which weights do not need; it was refused and nothing in it was run.`,
    remedy:
      'Do not open it with Python unless you trust its author; who has the model can save its state_dict alone, best as safetensors.',
    facts: { target },
  });
}

export function notRead(
  message: string,
  remedy: string,
  facts: Readonly<Record<string, unknown>> = {},
): FigscopeError {
  return new FigscopeError('unsupported', { message, remedy, facts });
}

/** A name from the file, fit to be shown: without control characters, not endless. */
export function shown(name: string): string {
  const readable = name.replaceAll(/[^\x20-\x7e]/g, '?');
  return readable.length > 100 ? `${readable.slice(0, 100)}...` : readable;
}
