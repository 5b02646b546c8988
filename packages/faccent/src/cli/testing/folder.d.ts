import { type Recipe } from 'faccent';
import { type Outcome } from './command.js';
/** The folder of the example photographs, and one of them. */
export declare const photos: string;
export declare const photo: string;
/** A small network without a description. */
export declare const tinyModel: string;
/** A folder of the tests of a file or a `describe`, removed after them. */
export declare function temporaryFolder(name: string): string;
/** A folder that commands of a test run in, removed after the file's tests. */
export declare function workFolder(name: string): {
    at: (...names: string[]) => string;
    names: (...folder: string[]) => string[];
    faccent: (...args: string[]) => Promise<Outcome>;
    recipeIn: (folder: string) => Recipe;
    /** Expects one clear message, a status and nothing left behind. */
    expectRefusal: (args: readonly string[], message: RegExp) => Promise<void>;
};
