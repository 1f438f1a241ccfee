/** Joins the stores to the host: the link is opened once and every store that mirrors the host subscribes. */
import { connectToHost } from '#renderer/connection/connect-to-host.ts';
import type { LinkState } from '#renderer/connection/link.ts';
import { bindHost } from '#renderer/stores/client.ts';
import { followCorpora } from '#renderer/stores/corpora-store.ts';
import { followJobs } from '#renderer/stores/jobs-store.ts';
import { followModels } from '#renderer/stores/models-store.ts';
import { followRuns } from '#renderer/stores/runs-store.ts';
import { followSession, setLinkState } from '#renderer/stores/session-store.ts';
import { loadSettings } from '#renderer/stores/settings-store.ts';

/** Opens the link of this page. Call once. */
export function startLink(): void {
  const link = connectToHost();
  bindHost(link);
  showLinkState(link.state);
  link.onState(showLinkState);
  followHost();
}

/** Called once the stores are bound to a link. */
export function followHost(): void {
  followSession();
  followCorpora();
  followJobs();
  followRuns();
  followModels();
  void loadSettings();
}

function showLinkState(state: LinkState): void {
  switch (state.kind) {
    case 'connecting':
      return setLinkState('connecting', state.error?.message);
    case 'connected':
      return setLinkState('open');
    case 'reconnecting':
      return setLinkState('lost', state.error.message);
    case 'lost':
      return setLinkState('refused', [state.error.message, state.error.remedy].filter(Boolean).join(' '));
  }
}
