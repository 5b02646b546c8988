/** Makes the files of made-up runs, and posts them to the page. */
import { madeFiles } from './made-files.js';

madeFiles().then(
  (files) => postMessage(files),
  (error: Error) => postMessage(error),
);
