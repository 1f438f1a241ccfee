/** Where the window is, as the hash of its address: `#/corpus/sample?q=lung&filter=year%3E%3D2015&figure=12`. */

export interface Route {
  /** The feature: corpus, train, classify ... */
  readonly view: string;
  /** What it shows: the corpus, the run, the model. */
  readonly subject: string | undefined;
  readonly params: Readonly<Record<string, string>>;
}

export const homeRoute: Route = { view: 'corpus', subject: undefined, params: {} };

/** Reads a hash; anything that is not one of ours leads home. */
export function parseHash(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  const [path, search] = splitOnce(text, '?');
  const [view = '', ...rest] = path.split('/').map(decode);
  if (!/^[a-z-]+$/.test(view)) return homeRoute;
  const subject = rest.join('/');
  return {
    view,
    subject: subject === '' ? undefined : subject,
    params: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The hash of a route. Empty parameters are left out, so equal places have equal links. */
export function formatHash(route: Route): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(route.params)) if (value !== '') search.set(name, value);
  const query = search.toString();
  const subject = route.subject === undefined ? '' : `/${encodeURIComponent(route.subject)}`;
  return `#/${route.view}${subject}${query === '' ? '' : `?${query}`}`;
}

/** A link to a place, for `href`. */
export const linkTo = (
  view: string,
  subject?: string,
  params: Readonly<Record<string, string>> = {},
): string => formatHash({ view, subject, params });

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
