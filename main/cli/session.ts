/** A verb at work: the client it asks, its output, and Ctrl-C. */
import { hostContract, type HostContract } from '#app/contract/index.ts';
import type { Job } from '#app/domain/job.ts';
import type { Client } from '#app/rpc/define.ts';
import { errorCodes, FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { Home, resolveHome } from '#main/host/home.ts';
import { Output } from './output.ts';
import { openHostHere } from './host-here.ts';
import { attach } from './attach.ts';

export const exitCodes = { done: 0, failed: 1, wrongUse: 2, someRejected: 3, interrupted: 130 } as const;

export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly threads?: string;
  readonly device?: string;
  readonly engine?: string;
}

export interface Session {
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
  const interrupted = new AbortController();
  const onSignal = () => {
    // A second Ctrl-C does not wait.
    if (interrupted.signal.aborted) process.exit(exitCodes.interrupted);
    interrupted.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    checkDevice(options);
    const home = new Home(resolveHome(options.home));
    const running = await home.runningHost();
    const host = running
      ? await attach(running, hostContract)
      : await openHostHere(home, { ...options, announced: lasting });
    try {
      const session: Session = {
        client: host.client,
        output,
        signal: interrupted.signal,
        attached: running !== undefined,
        follow: (job) => follow(host.client, output, job, interrupted.signal),
      };
      return await verb(session);
    } finally {
      await host.close();
    }
  } catch (thrown) {
    const error = toFigscopeError(thrown);
    if (interrupted.signal.aborted) {
      output.note('Interrupted. The same command goes on where this one stopped.');
      return exitCodes.interrupted;
    }
    output.error(error);
    return error.code === 'invalid-input' ? exitCodes.wrongUse : exitCodes.failed;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function follow(
  client: Client<HostContract>,
  output: Output,
  id: string,
  signal: AbortSignal,
): Promise<Job> {
  const cancel = () => void client['jobs.cancel']({ job: id }).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const { jobs } of client['jobs.watch']({})) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (!job || job.endedAt) break;
      output.progress(job);
    }
    const job = await client['jobs.wait']({ job: id });
    signal.throwIfAborted();
    if (job.state === 'failed' && job.error) throw failure(job.error);
    return job;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function failure({ code, message, remedy, facts }: NonNullable<Job['error']>): FigscopeError {
  const known = errorCodes.find((candidate) => candidate === code) ?? 'internal';
  return new FigscopeError(known, { message, ...(remedy ? { remedy } : {}), ...(facts ? { facts } : {}) });
}

/** Other devices and engines come with `figscope engine install`; until then asking for one must not be ignored. */
function checkDevice({ device = 'auto', engine = 'auto' }: GlobalOptions): void {
  if (!['auto', 'cpu'].includes(device)) {
    throw new FigscopeError('unsupported', {
      message: `There is no engine for the device ${device} in this version.`,
      remedy: 'Use --device cpu, or leave it out.',
    });
  }
  if (!['auto', 'onnxruntime'].includes(engine)) {
    throw new FigscopeError('unsupported', {
      message: `The engine ${engine} is not part of this version.`,
      remedy: 'Use --engine onnxruntime, or leave it out.',
    });
  }
}
