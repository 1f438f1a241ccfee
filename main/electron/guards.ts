/** What no page may do: leave, open windows, ask for devices, or reach the network. */
import { app, type Session, shell, type WebContents, type WebFrameMain } from 'electron';
import { appOrigin } from './protocol.ts';

/** Places that the product links to: the sources of its figures, licences and models. */
const linkedOrigins: ReadonlySet<string> = new Set([
  'https://doi.org',
  'https://www.ncbi.nlm.nih.gov',
  'https://pmc.ncbi.nlm.nih.gov',
  'https://pubmed.ncbi.nlm.nih.gov',
  'https://creativecommons.org',
  'https://arxiv.org',
]);

const isOurs = (url: string): boolean => url === appOrigin || url.startsWith(`${appOrigin}/`);

/** True for the window's own page. A frame is null once its page has been left, so it is read first of all. */
export const isTrusted = (frame: WebFrameMain | null): boolean =>
  frame !== null && frame.parent === null && isOurs(frame.url);

/** For every page that will ever be created, from before the first. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = URL.parse(url);
    if (link !== null && linkedOrigins.has(link.origin)) void shell.openExternal(link.href);
    return { action: 'deny' };
  });
}

/** Offline by default: the page can only read our own scheme. Copying is the one permission it has. */
export function guardSession(session: Session): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isAllowed(permission) && isOurs(contents.getURL())),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isAllowed(permission) && isOurs(origin.replace(/\/$/, '')),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !/^(figscope|blob|data|devtools):/.test(url) }),
  );
}
