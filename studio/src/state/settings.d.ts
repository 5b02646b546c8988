import type { RunSettings } from '../worker/protocol.js';
/** What a first run does: small and fast. */
export declare const USUAL: RunSettings;
/** What settings may be, of a person's or of a stranger's link. */
export declare const BOUNDS: Readonly<Record<keyof RunSettings, readonly [least: number, most: number, whole: boolean]>>;
