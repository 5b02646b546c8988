import path from 'node:path';

/** The project's folder: studies run from studies/dist, their tests from the sources. */
const here = import.meta.dirname;
export const root = here.slice(0, here.lastIndexOf(`${path.sep}studies${path.sep}`));
