import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A healthy file, with what lies beside it. */
export interface Seed {
  readonly name: string;
  /** The file that is changed. */
  readonly file: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const read = (...names: string[]): Uint8Array => readFileSync(path.join(root, ...names));
const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every file of a folder with an ending. */
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);

const alone = (file: string): Seed => ({
  name: path.basename(file),
  file: path.basename(file),
  files: { [path.basename(file)]: read(file) },
});

export const TINY = 'packages/faccent/src/fixtures/tiny.onnx';

/** Networks of every exporter that is known here, tokens, quantized ones, and one whose weights are beside it. */
export const models = (): Seed[] => [
  alone(TINY),
  ...filesIn('packages/faccent/src/fixtures/tokens', /\.onnx$/).map(alone),
  ...filesIn('tests/fixtures/exporters', /\.onnx$/).map(alone),
  ...filesIn('packages/onnx-grad/src/fixtures', /^(dynamo|keras)\.onnx$/).map(alone),
  {
    ...alone('packages/faccent/src/fixtures/external.onnx'),
    files: {
      'external.onnx': read('packages/faccent/src/fixtures/external.onnx'),
      'weights.bin': new Uint8Array(4096),
    },
  },
];

/** Photographs of every kind that is read, those of the examples, which are large, not among them. */
export const photographs = (): Seed[] => [
  ...filesIn('packages/faccent/src/fixtures/photographs', /\.(png|jpg|webp|tif|gif|avif)$/)
    .filter((file) => !/references/.test(file))
    .map(alone),
  { name: 'drawing.svg', file: 'drawing.svg', files: { 'drawing.svg': textBytes(SVG) } },
];

const SVG = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30"><defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1"/></linearGradient></defs><rect width="40" height="30" fill="url(#g)"/><text x="3" y="9">a</text></svg>`;

export { alone, filesIn, read, textBytes };
