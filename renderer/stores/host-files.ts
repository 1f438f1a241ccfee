/** Folders of the host's machine, for choosing a place there. */
import { host, type HostClient } from './client.ts';

type Listing = Awaited<ReturnType<HostClient['files.list']>>;

/** Without a path: the person's home folder. */
export const listHostFolder = (path: string | undefined, signal: AbortSignal): Promise<Listing> =>
  host()['files.list'](path === undefined ? {} : { path }, { signal });
