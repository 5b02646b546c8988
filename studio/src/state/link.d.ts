import type { RecipeFeature } from 'faccent';
import type { RunSettings, RunWish } from '../worker/protocol.js';
/** What a link says: which network, which photograph by its name (never its pixels), what is raised and how. */
export interface Linked {
    /** A network's name, and the SHA-256 of its file. */
    readonly network: string;
    readonly sha256: string;
    readonly photograph: string;
    readonly feature: RecipeFeature;
    readonly settings: RunSettings;
}
/** The part of an address that holds a run. */
export declare function linkOf({ feature, settings }: RunWish, { network, sha256, photograph }: Omit<Linked, 'feature' | 'settings'>): string;
/**
 * What the hash of an address holds; undefined where it is none of ours.
 * @throws Error that says what is wrong with it
 */
export declare function readLink(hash: string): Linked | undefined;
