/** A job to its end, with progress on stderr; Ctrl-C cancels it. */
import type { HostContract } from '#app/contract/index.ts';
import type { Job } from '#app/domain/job.ts';
import type { Client } from '#app/rpc/define.ts';
import { type ErrorRecord, errorCodes, FigscopeError } from '#app/util/error.ts';
import type { Interruption } from './interruption.ts';
import type { Output } from './output.ts';

export function followJob(
  client: Client<HostContract>,
  output: Output,
  interruption: Interruption,
  id: string,
): Promise<Job> {
  const cancel = () => void client['jobs.cancel']({ job: id }).catch(() => undefined);
  return interruption.gently(cancel, async () => {
    for await (const { jobs } of client['jobs.watch']({})) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (!job || job.endedAt) break;
      output.progress(job);
    }
    const job = await client['jobs.wait']({ job: id });
    if (job.state === 'failed' && job.error) throw recordedError(job.error);
    if (job.state === 'cancelled') {
      throw new FigscopeError('cancelled', {
        message: `${job.title}: interrupted.`,
        remedy: 'The same command goes on where this one stopped.',
      });
    }
    return job;
  });
}

/** The error of a job or a run, as it was when it happened. */
export function recordedError(record: Omit<ErrorRecord, 'code'> & { readonly code: string }): FigscopeError {
  const { code, message, remedy, facts } = record;
  const known = errorCodes.find((candidate) => candidate === code) ?? 'internal';
  return new FigscopeError(known, { message, ...(remedy ? { remedy } : {}), ...(facts ? { facts } : {}) });
}
