/** Joins the stores to the host: the link is opened once and every store that mirrors the host subscribes. */
import { followCorpora } from '#renderer/stores/corpora-store.ts';
import { followJobs } from '#renderer/stores/jobs-store.ts';
import { followModels } from '#renderer/stores/models-store.ts';
import { followRuns } from '#renderer/stores/runs-store.ts';
import { followSession } from '#renderer/stores/session-store.ts';
import { loadSettings } from '#renderer/stores/settings-store.ts';

/** Called once the stores are bound to a link. */
export function followHost(): void {
  followSession();
  followCorpora();
  followJobs();
  followRuns();
  followModels();
  void loadSettings();
}

export function startLink(): void {}
