/** What a hub's headers say about a file, and its refusals in plain words. */
import { FigscopeError } from '#app/util/error.ts';
import type { HubFile } from './hub-address.ts';
import { RangeRefused, retryAfterMs, TemporaryFailure } from '#main/net/patience.ts';
import { plainTag, wholeLength } from '#main/net/ranges.ts';
import type { Answer } from '#main/net/send.ts';

export interface FileFacts {
  /** The hub's tag of the content: files with the same one are the same. */
  readonly etag: string;
  readonly sizeBytes: number | undefined;
  /** SHA-256 of large files, git's hash of small ones; undefined where the hub has another kind of tag. */
  readonly hash: ContentHash | undefined;
  /** The commit that the revision stands for. */
  readonly commit: string | undefined;
}

export interface ContentHash {
  readonly kind: 'sha256' | 'git-sha1';
  readonly hex: string;
}

export function factsOf({ response, headers }: Pick<Answer, 'response' | 'headers'>): FileFacts {
  const first = (name: string): string | undefined =>
    headers.map((one) => one.get(name)).find((value) => value !== null) ?? undefined;
  const linked = first('x-linked-etag');
  const etag = plainTag(linked ?? first('etag') ?? '');
  const linkedSize = first('x-linked-size');
  return {
    etag,
    sizeBytes: linkedSize === undefined ? wholeLength(response) : Number(linkedSize),
    hash: hashOf(etag),
    commit: first('x-repo-commit'),
  };
}

function hashOf(etag: string): ContentHash | undefined {
  if (/^[0-9a-f]{64}$/.test(etag)) return { kind: 'sha256', hex: etag };
  if (/^[0-9a-f]{40}$/.test(etag)) return { kind: 'git-sha1', hex: etag };
  return undefined;
}

const closedRemedy =
  'Where it is gated, accept its conditions on the hub and set HF_TOKEN to your access token; or download it with a browser and use: figscope model import FOLDER --name NAME';

/** A status that is no answer, as an error. */
export async function refusal(
  response: Response,
  { repo, revision, name }: HubFile,
  elsewhere: boolean,
): Promise<Error> {
  await response.body?.cancel();
  const { status, headers } = response;
  const reason = headers.get('x-error-code');
  const facts = { status, repo, revision, file: name };
  if (status === 408 || status === 429 || status >= 500) {
    const words = status === 429 ? 'it has too much to do' : `it answers with status ${status}`;
    return new TemporaryFailure(words, {
      retryAfterMs: retryAfterMs(headers.get('retry-after')),
      kind: 'busy',
    });
  }
  // A signed address of the store has run out; the hub gives a new one.
  if (elsewhere && [400, 401, 403].includes(status))
    return new TemporaryFailure(`its store answers with status ${status}`);
  if (status === 416) return new RangeRefused();
  if (status === 404 && reason === 'RevisionNotFound') {
    return new FigscopeError('not-found', {
      message: `${repo} has no revision ${revision}.`,
      remedy: 'Leave the revision out for the newest.',
      facts,
    });
  }
  if (status === 404 && reason !== 'RepoNotFound') {
    return new FigscopeError('not-found', {
      message: `The hub has no ${name} in ${repo} at ${revision}.`,
      remedy: 'Check the name and the revision on the page of the model.',
      facts,
    });
  }
  if (status === 404 || reason === 'RepoNotFound') {
    return new FigscopeError('not-found', {
      message: `The hub has no model ${repo}, or keeps it private.`,
      remedy: `Check the name. ${closedRemedy}`,
      facts,
    });
  }
  if (status === 401 || status === 403) {
    return new FigscopeError('permission-denied', {
      message: `The hub does not give out ${repo}: it does not exist, is private, or is gated.`,
      remedy: `Check the name. ${closedRemedy}`,
      facts,
    });
  }
  return new FigscopeError('unavailable', {
    message: `The hub answers with status ${status} for ${name} of ${repo}.`,
    remedy: 'Check the hub address in the settings.',
    facts,
  });
}
