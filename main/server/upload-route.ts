/** `PUT /upload/<grant>/<relative path>`: one dropped file, streamed to the host under the grant the window chose. */
export interface UploadAddress {
  readonly grant: string;
  /** As the window wrote it, decoded; the host checks it against traversal again. */
  readonly relativePath: string;
}

/** Undefined for what is not an address of an upload. */
export function parseUploadAddress(url: URL): UploadAddress | undefined {
  const [, grant, encoded] = /^\/upload\/([\w-]{8,64})\/(.+)$/.exec(url.pathname) ?? [];
  if (grant === undefined || encoded === undefined) return undefined;
  try {
    const parts = encoded.split('/').map(decodeURIComponent);
    const isUnsafe = (part: string): boolean =>
      part === '' || part === '.' || part === '..' || /[/\\\0]/.test(part);
    return parts.some(isUnsafe) ? undefined : { grant, relativePath: parts.join('/') };
  } catch {
    return undefined;
  }
}
