import { type LoadedEncoder, loadEncoder } from 'faccent';
import { about } from './flags/about.js';

/** The encoder that `--encoder` names, where it names one. @throws FaccentError, GraphError */
export const encoderOf = async (file: string | undefined): Promise<LoadedEncoder | undefined> =>
  file === undefined ? undefined : about('--encoder', () => loadEncoder(file));
