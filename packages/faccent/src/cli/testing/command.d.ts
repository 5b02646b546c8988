/** The built command. */
export declare const command: string;
export interface Outcome {
    status: number | null;
    stdout: string;
    stderr: string;
}
/**
 * Runs the built command in a folder. Not synchronously: the test runner must be heard from while it works.
 * @param interruptAt sends Ctrl-C once what is on standard error matches
 */
export declare function runFaccent(cwd: string, args: readonly string[], interruptAt?: RegExp): Promise<Outcome>;
/** What a command says besides what it took of the model. */
export declare const besideModel: (stderr: string) => string;
