/** The commit whose weights have a given hash: published revisions are known by what they contain. */
import * as z from 'zod';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { commitsUrl } from './hub-address.ts';
import { asking, type HubClient } from './hub-client.ts';
import { weightNames } from './needed-files.ts';
import type { Patience } from '#main/net/patience.ts';

const commits = z.array(z.object({ id: z.string().regex(/^[0-9a-f]{7,64}$/) }));
const mostPages = 20;

/** The newest commit of `repo` that has weights with this SHA-256. Throws not-found when none has. */
export async function commitOfWeights(
  client: HubClient,
  repo: string,
  sha256: string,
  patience: Patience,
): Promise<string> {
  const { signal } = patience;
  for (let page = 0; page < mostPages; page++) {
    const about = { repo, revision: 'main', name: 'its history' };
    const text = await asking(() => client.text(commitsUrl(client.hub, repo, page), about, signal), patience);
    const parsed = commits.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.length === 0) break;
    for (const { id: revision } of parsed.data) {
      for (const name of weightNames) {
        const look = () => client.look({ repo, revision, name }, signal);
        const facts = await asking(look, patience).catch((thrown: unknown) => {
          if (toFigscopeError(thrown).code === 'not-found') return undefined;
          throw thrown;
        });
        if (facts?.hash?.hex === sha256) return revision;
      }
    }
  }
  throw new FigscopeError('not-found', {
    message: `No revision of ${repo} on this hub has the weights with SHA-256 ${sha256.slice(0, 12)}...`,
    remedy: 'Give the commit as the revision, or import the file from a folder.',
    facts: { repo, sha256 },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever a mirror without this list answers: no commit was found there.
    return undefined;
  }
}
