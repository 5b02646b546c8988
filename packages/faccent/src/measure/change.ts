/** A number for the photograph and for what became of it. */
export interface Change {
  readonly before: number;
  readonly after: number;
  /** The second less the first. */
  readonly change: number;
}

export const change = (before: number, after: number): Change => ({ before, after, change: after - before });
