/** A failure that may pass: the transfer is worth another attempt. */
export class PassingError extends Error {
  constructor(
    message: string,
    private readonly more: {
      readonly retryAfter?: number;
      readonly unreachable?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
  }

  /** Seconds that the server asks us to wait. */
  get retryAfter(): number | undefined {
    return this.more.retryAfter;
  }

  get unreachable(): boolean {
    return this.more.unreachable === true;
  }
}

/** Codes that say something else than that nobody is there. */
const SAYS: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_OVERFLOW: 'its headers do not end',
  HPE_HEADER_OVERFLOW: 'its headers do not end',
  UND_ERR_INVALID_ARG: 'that cannot be asked for',
  ABORT_ERR: 'it does not answer',
};

/** What a network error says, looking behind undici's "fetch failed". */
export function reason(error: unknown): string {
  const { message, cause, code } = error as Error & { cause?: Error & { code?: unknown }; code?: unknown };
  // those of a DOMException are numbers
  const said = [cause?.code, cause?.message, code, message].find((text) => typeof text === 'string');
  return SAYS[said ?? ''] ?? said ?? 'no reason is given';
}
