/** Names on the hub and what they become in a URL. Nothing that a person or a hub says reaches a path unchecked. */
import { FigscopeError } from '#app/util/error.ts';
import { isWeb } from '#main/net/send.ts';

/** A file of a repository. */
export interface HubFile {
  /** `owner/name`; a few old repositories have no owner. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly name: string;
}

const part = String.raw`[A-Za-z0-9](?:[\w.-]{0,94}[\w-])?`;
const repoPattern = new RegExp(`^(?:${part}/)?${part}$`);
const revisionPattern = /^[A-Za-z0-9][\w./-]{0,199}$/;
const weightsPattern = /^sha256:([0-9a-f]{64})$/;

/** Whether the text can be the name of a repository; `.` and paths are not. */
export function isRepo(text: string): boolean {
  return repoPattern.test(text) && !text.includes('..');
}

export function checkRepo(id: string): string {
  if (isRepo(id) && id.includes('/')) return id;
  throw new FigscopeError('invalid-input', {
    message: `${id} is neither a known model nor a name on the hub.`,
    remedy: 'Give owner/name as on its page, or see what is known: figscope model download',
    facts: { id },
  });
}

/** A branch, tag or commit, or the SHA-256 of the weights that are meant. */
export type RevisionChoice =
  | { readonly kind: 'named'; readonly revision: string }
  | { readonly kind: 'weights'; readonly sha256: string };

export function parseRevision(text: string): RevisionChoice {
  const [, sha256] = weightsPattern.exec(text) ?? [];
  if (sha256 !== undefined) return { kind: 'weights', sha256 };
  if (revisionPattern.test(text) && !text.includes('..')) return { kind: 'named', revision: text };
  throw new FigscopeError('invalid-input', {
    message: `${text} cannot be a revision.`,
    remedy: 'Give a branch, a tag, a commit, or sha256: and the hash of the weights.',
    facts: { revision: text },
  });
}

/** The hub of the settings; without encryption only where the person said so by writing http. */
export function parseHub(hubUrl: string): URL {
  const hub = URL.parse(hubUrl);
  if (hub !== null && isWeb(hub) && hub.username === '') return hub;
  throw new FigscopeError('invalid-input', {
    message: `The hub's address ${hubUrl} cannot be used.`,
    remedy: 'Set one that begins with https:// in the settings (figscope config set hubUrl https://...).',
  });
}

/** `<hub>/<owner>/<name>/resolve/<revision>/<file>` */
export function fileUrl(hub: URL, { repo, revision, name }: HubFile): URL {
  return below(hub, [...repo.split('/'), 'resolve', revision, name]);
}

/** The hub's list of commits that lead to a branch, newest first, in pages. */
export function commitsUrl(hub: URL, repo: string, page: number): URL {
  const url = below(hub, ['api', 'models', ...repo.split('/'), 'commits', 'main']);
  url.searchParams.set('p', String(page));
  return url;
}

function below(hub: URL, parts: readonly string[]): URL {
  const base = hub.pathname.replace(/\/$/, '');
  return new URL(`${base}/${parts.map(encodeURIComponent).join('/')}`, hub);
}
