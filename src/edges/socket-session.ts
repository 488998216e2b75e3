import type { IdentityProvider } from '../access/identity-provider.js';
import { type Credentials, viewerOf } from '../access/tokens.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import { type Context, contextFor } from '../context.js';
import type { Database } from '../database.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import type { Language } from '../shared/errors/messages.js';

interface Opened {
  readonly database: Database;
  readonly provider: IdentityProvider | null;
  readonly credentials: Credentials;
  readonly language: Language;
  readonly requestId: string;
  readonly address: string | null;
}

/** The context of a subscription, whose viewer is as it is now. */
export interface SocketContext extends Context {
  readonly viewerNow: () => Viewer;
}

/** What a socket is no longer good for: its token has ended, or is another's. */
export class SessionEnded extends Error {}

/**
 * Who is at the other end of a socket. Tokens end and are taken back, memberships end and accounts are deactivated, so that it is asked
 * anew before anything is sent. Whoever acts for another organisation than at the beginning has to begin anew.
 */
export class SocketSession {
  #viewer: Viewer;

  private constructor(
    private readonly opened: Opened,
    viewer: Viewer,
  ) {
    this.#viewer = viewer;
  }

  /** Throws as a request does whose token is not good. */
  static async open(opened: Opened): Promise<SocketSession> {
    return new SocketSession(opened, await viewerOf(opened.database.pool, opened.credentials, opened.provider));
  }

  get viewer(): Viewer {
    return this.#viewer;
  }

  get requestId(): string {
    return this.opened.requestId;
  }

  get language(): Language {
    return this.opened.language;
  }

  /** Asks again who it is. */
  async renew(): Promise<Viewer> {
    const { database, credentials, provider } = this.opened;
    const viewer = await translatingDatabaseErrors(() => viewerOf(database.pool, credentials, provider)).catch(
      (error: { extensions?: { code?: string } }) => {
        const isRefused = error.extensions?.code === 'UNAUTHENTICATED' || error.extensions?.code === 'FORBIDDEN';
        throw isRefused ? new SessionEnded('The token is not good any more') : error;
      },
    );
    if (viewer.role !== this.#viewer.role || organisationOf(viewer) !== organisationOf(this.#viewer)) {
      throw new SessionEnded('The account acts for another organisation by now');
    }
    this.#viewer = viewer;
    return viewer;
  }

  /** A context of its own for each event: what it has read is not kept for the next. */
  context(): SocketContext {
    const { database, language, requestId, address } = this.opened;
    return { ...contextFor(database, this.#viewer, { language, requestId, address }), viewerNow: () => this.#viewer };
  }
}
