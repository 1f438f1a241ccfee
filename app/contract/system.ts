/** Session, jobs, settings, doctor, and the host's files (for the browser shell, which has no folder dialog). */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { job } from '#app/domain/job.ts';
import { doctorReport, fileEntry, sessionInfo, settings, settingsChange } from '#app/domain/system.ts';

export const systemContract = {
  'system.session': stream('state', z.object({}), sessionInfo),
  'system.doctor': call(z.object({}), doctorReport),
  'settings.get': call(z.object({}), settings),
  'settings.set': call(settingsChange, settings),
  'jobs.watch': stream('state', z.object({}), z.object({ jobs: z.array(job) })),
  'jobs.cancel': call(z.object({ job: z.string() }), job),
  /** Stops a pausable job after its current batch; answered when it stands still. A restart of the host ends the pause. */
  'jobs.pause': call(z.object({ job: z.string() }), job),
  'jobs.resume': call(z.object({ job: z.string() }), job),
  'jobs.wait': call(z.object({ job: z.string() }), job),
  /** Entries of a folder on the host's machine; without a path, the person's home folder. */
  'files.list': call(
    z.object({ path: z.string().optional() }),
    z.object({ path: z.string(), parent: z.string().optional(), entries: z.array(fileEntry) }),
  ),
} as const;
