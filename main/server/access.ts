/**
 * Who may talk to the server. A browser trades a single-use start token for a session cookie; the command line shows
 * the secret of host.json. Why it is so: DECISIONS.md.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { networkInterfaces, hostname as machineName } from 'node:os';

/** The parts of a request that decide. */
export interface Visitor {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

const newSecret = (): string => randomBytes(32).toString('base64url');
const digest = (value: string): string => createHash('sha256').update(value).digest('hex');

export class Access {
  /** Reached under this name, cookies of other servers on this machine and ours do not meet. */
  readonly privateName = `${randomBytes(8).toString('hex')}.localhost`;
  readonly secret: string;
  readonly #cookieName: string;
  readonly #names: ReadonlySet<string>;
  /** Digests, so that looking one up tells nothing by its time. */
  readonly #startTokens = new Set<string>();
  readonly #sessions = new Set<string>();

  /** @param listenHost the address the server listens on @param port which it got */
  constructor(listenHost: string, port: number, secret: string = newSecret()) {
    this.secret = secret;
    this.#cookieName = `figscope-${port}`;
    this.#names = new Set(['127.0.0.1', 'localhost', '[::1]', this.privateName, ...namesOf(listenHost)]);
  }

  /** For one visit: whoever brings it first gets a session. */
  newStartToken(): string {
    const token = newSecret();
    this.#startTokens.add(digest(token));
    return token;
  }

  /** The Set-Cookie value of a new session, or undefined for a token that is wrong or was used. */
  redeem(startToken: string): string | undefined {
    if (!this.#startTokens.delete(digest(startToken))) return undefined;
    const session = newSecret();
    this.#sessions.add(digest(session));
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** False for a name that is not ours: a foreign site whose name was made to point here (DNS rebinding). */
  knowsHost({ host }: Visitor): boolean {
    // The port is free: through an ssh tunnel it is another one.
    return host !== undefined && this.#names.has(host.replace(/:\d+$/, '').toLowerCase());
  }

  /** Browsers name the page behind a WebSocket or a PUT; it has to be ours. Other programs name none. */
  knowsOrigin({ host, origin }: Visitor): boolean {
    return origin === undefined || origin === `http://${host}`;
  }

  hasSession({ cookie }: Visitor): boolean {
    const values = (cookie ?? '').split(';').map((part) => part.trim().split('='));
    return values.some(
      ([name, value]) => name === this.#cookieName && this.#sessions.has(digest(value ?? '')),
    );
  }

  hasSecret({ authorization }: Visitor): boolean {
    const given = Buffer.from(digest(authorization ?? ''));
    return timingSafeEqual(given, Buffer.from(digest(`Bearer ${this.secret}`)));
  }

  admits(visitor: Visitor): boolean {
    // A cookie alone is not enough where a page could act in its name, hence the origin.
    return this.hasSecret(visitor) || (this.hasSession(visitor) && this.knowsOrigin(visitor));
  }
}

/** Names under which a server that listens beyond the loopback is reached. */
function namesOf(listenHost: string): readonly string[] {
  if (listenHost !== '0.0.0.0' && listenHost !== '::')
    return [listenHost.includes(':') ? `[${listenHost}]` : listenHost];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [
    machineName().toLowerCase(),
    ...addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  ];
}
