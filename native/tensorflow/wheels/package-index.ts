/** The wheels that a simple package index has of a project: JSON (PEP 691) or HTML (PEP 503). */
import { Parser } from 'htmlparser2';
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { type HttpClient, type HttpResponse, shown } from './http.ts';
import { normalProject } from './wheel-name.ts';

/** A file of an index. */
export interface IndexFile {
  readonly file: string;
  readonly url: URL;
}

const accept = [
  'application/vnd.pypi.simple.v1+json',
  'application/vnd.pypi.simple.v1+html;q=0.2',
  'text/html;q=0.1',
].join(', ');

/** Pages are read whole; the largest known are a few megabytes. */
const largestPageBytes = 64 * 2 ** 20;

/** Empty when the index does not know the project. Throws unavailable when the index does not answer as one. */
export async function projectFiles(client: HttpClient, index: string, project: string): Promise<IndexFile[]> {
  const page = new URL(`${normalProject(project)}/`, index.endsWith('/') ? index : `${index}/`);
  const response = await client.get(page, { accept });
  if (response.status === 404) {
    response.body.resume();
    return [];
  }
  if (response.status !== 200) {
    response.body.resume();
    throw new FigscopeError('unavailable', {
      message: `The package index answered ${response.status} for ${shown(page)}.`,
      remedy: [401, 403].includes(response.status)
        ? 'Put the credentials into the address (user:password@), or name another index with --wheel-index.'
        : 'Try again later, or name another index with --wheel-index.',
      facts: { status: response.status },
    });
  }
  const text = await readText(response);
  // Links may be relative to where the page really is.
  const base = withCredentialsOf(response.url, page);
  return /json/.test(response.headers['content-type'] ?? '')
    ? fromJson(text, base, page)
    : fromHtml(text, base);
}

const jsonPage = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      yanked: z.union([z.boolean(), z.string()]).optional(),
    }),
  ),
});

function fromJson(text: string, base: URL, page: URL): IndexFile[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const parsed = jsonPage.safeParse(content);
  if (!parsed.success) {
    throw new FigscopeError('unavailable', {
      message: `${shown(page)} is no page of a package index.`,
      remedy: 'Name the address of a simple index, as pip takes it, with --wheel-index.',
    });
  }
  return parsed.data.files
    .filter(({ yanked }) => yanked === undefined || yanked === false)
    .map(({ filename, url }) => ({ file: filename, url: linked(url, base) }));
}

function fromHtml(text: string, base: URL): IndexFile[] {
  const files: IndexFile[] = [];
  const parser = new Parser({
    onopentag(name, { href, ...attributes }) {
      if (name !== 'a' || !href || 'data-yanked' in attributes) return;
      const url = linked(href, base);
      files.push({ file: decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1)), url });
    },
  });
  parser.end(text);
  return files;
}

function linked(href: string, base: URL): URL {
  const url = new URL(href, base);
  url.hash = '';
  return withCredentialsOf(url, base);
}

/** Credentials of an address hold for its own host only. */
function withCredentialsOf(url: URL, from: URL): URL {
  if (url.host !== from.host || url.username) return url;
  const result = new URL(url);
  result.username = from.username;
  result.password = from.password;
  return result;
}

async function readText({ body, url }: HttpResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > largestPageBytes) {
      throw new FigscopeError('unavailable', {
        message: `${shown(url)} is too large for a page of a package index.`,
        remedy: 'Name the address of a simple index, as pip takes it, with --wheel-index.',
      });
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}
