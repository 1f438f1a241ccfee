/** The link to the host and what the host says of itself. */
import { create } from 'zustand';
import type { SessionInfo } from '#app/domain/system.ts';
import { follow } from './client.ts';

/** `lost`: it was there and is being looked for again; `refused`: the host turned this window away for good. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

interface SessionState {
  readonly link: LinkState;
  /** Why it was refused, in words. */
  readonly linkMessage: string | undefined;
  readonly session: SessionInfo | undefined;
}

export const useSessionStore = create<SessionState>()(() => ({
  link: 'connecting',
  linkMessage: undefined,
  session: undefined,
}));

/** Told by the connection. */
export const setLinkState = (link: LinkState, linkMessage?: string): void =>
  useSessionStore.setState({ link, linkMessage });

export const followSession = (): (() => void) =>
  follow('system.session', {}, (session) => useSessionStore.setState({ session }));
