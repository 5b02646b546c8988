/** A model's file, and what lies beside it. */
export interface HostileFiles {
  readonly model: Uint8Array;
  readonly beside: Readonly<Record<string, Uint8Array>>;
}

/** Hostile models by what is wrong with them; made when they are asked for. */
export type Hostile = Readonly<Record<string, () => Uint8Array | HostileFiles>>;
