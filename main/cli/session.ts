/** A verb at work: the client it asks, its output, and Ctrl-C. */
import type { HostContract } from '#app/contract/index.ts';
import type { Job } from '#app/domain/job.ts';
import type { Client } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { Home, resolveHome } from '#main/host/home.ts';
import { followJob } from './follow-job.ts';
import { Interruption, interruptedExitCode } from './interruption.ts';
import { openSomeHost } from './open-some-host.ts';
import { Output } from './output.ts';
import { plainError } from './plain-error.ts';

export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  someRejected: 3,
  interrupted: interruptedExitCode,
} as const;

export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly threads?: string;
}

export interface Session extends Pick<Interruption, 'gently'> {
  readonly client: Client<HostContract>;
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** True when another process is the host: what was started there goes on after this one ends. */
  readonly attached: boolean;
  /** Follows a job to its end with progress on stderr; Ctrl-C cancels it. */
  readonly follow: (job: string) => Promise<Job>;
}

/**
 * Runs a verb with a host (the running one, else its own) and answers the exit code. A `lasting` verb announces its
 * own host, so that other commands and the window can join it meanwhile.
 */
export async function withHost(
  options: GlobalOptions,
  verb: (session: Session) => Promise<number>,
  { lasting = false }: { lasting?: boolean } = {},
): Promise<number> {
  const output = new Output({ json: options.json === true, quiet: options.quiet === true });
  using interruption = new Interruption();
  try {
    const home = new Home(resolveHome(options.home));
    const threads = threadsOf(options.threads);
    const { client, attached, close } = await openSomeHost(home, { threads, announced: lasting, output });
    const watching = new AbortController();
    try {
      interruption.throwIfInterrupted();
      void showDrawing(client, output, watching.signal);
      void showOpening(client, output, watching.signal);
      const session: Session = {
        client,
        output,
        signal: interruption.signal,
        attached,
        gently: (stop, work) => interruption.gently(stop, work),
        follow: (job) => followJob(client, output, interruption, job),
      };
      return await interruption.orInterrupted(verb(session));
    } finally {
      watching.abort();
      await close(interruption.signal);
    }
  } catch (thrown) {
    const error = plainError(thrown);
    output.error(error);
    return interruption.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
  }
}

/** The first verb that asks for the sample waits until it is drawn: a person should see why. */
async function showDrawing(client: Client<HostContract>, output: Output, signal: AbortSignal): Promise<void> {
  try {
    for await (const { jobs } of client['jobs.watch']({}, { signal })) {
      const drawing = jobs.find((job) => job.kind === 'sample' && job.state === 'running');
      if (drawing) output.progress(drawing);
    }
  } catch {
    // The verb has ended, and says how by itself.
  }
}

/** A verb that asks a corpus whose side-car is gone waits until its rows are read. */
async function showOpening(client: Client<HostContract>, output: Output, signal: AbortSignal): Promise<void> {
  try {
    for await (const { openings } of client['corpus.openings']({}, { signal })) {
      for (const { corpus, progress } of openings) output.progress({ title: `Opening ${corpus}`, progress });
    }
  } catch {
    // As above.
  }
}

export const exitCodeOf = ({ code }: FigscopeError): number =>
  code === 'invalid-input' ? exitCodes.wrongUse : exitCodes.failed;

/** The value of --threads; 0 stands for all cores. */
export function threadsOf(threads = '0'): number {
  const count = Number(threads);
  if (Number.isInteger(count) && count >= 0 && count <= 256) return count;
  throw new FigscopeError('invalid-input', {
    message: `--threads needs a whole number from 0 to 256, not ${threads}.`,
    remedy: 'Leave it out to use all cores.',
  });
}
