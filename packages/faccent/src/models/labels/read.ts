import { checkDepth, checkKeys } from '../../declaration/json.js';
import { FaccentError } from '../../errors.js';
import { absurdLabels } from '../../model/class-labels.js';
import { areTable, labelsFromLines } from './lines.js';
import { decodeText, linesOf } from './text.js';
import { tableColumn } from './table-column.js';

/**
 * Labels of classes in a file as tools and people write them: one a line, with or without indices; a table (CSV, TSV), of
 * which the column is said as in `classes.csv:name`; JSON and YAML, with lists, maps from or to indices, of Ultralytics,
 * transformers, Keras or COCO; label maps of TensorFlow. Text is UTF-8 or UTF-16.
 * @param bytes the file's
 * @param name the file's, by whose ending it is told what it is, with the column of a table
 * @returns one label a class, empty where the file's ids leave one out
 * @throws FaccentError that says where the file cannot be understood in one way, and what to do
 * @example
 * const labels = await readLabels(await readFile('classes.csv'), 'classes.csv:name');
 * labels.slice(0, 2); // ['tench', 'goldfish']
 */
export async function readLabels(bytes: Uint8Array, name: string): Promise<string[]> {
  const { file } = tableColumn(name);
  const most = /\.json$/i.test(file) ? MOST_JSON : MOST_BYTES;
  if (bytes.length > most)
    throw new FaccentError(
      `"${file}" has ${bytes.length} bytes: labels are read from files of up to ${most}`,
    );
  try {
    const labels = await labelsIn(bytes, name);
    const problem = absurdLabels(labels);
    if (problem !== undefined) throw new FaccentError(`in "${file}" ${problem}`);
    return labels;
  } catch (cause) {
    // expressions, parsers and numbers run out of their stack
    if (!(cause instanceof RangeError)) throw cause;
    throw new FaccentError(
      `"${file}" has no labels that can be read: it is nested too deeply, or a text in it is too long`,
      {
        cause,
      },
    );
  }
}

// Apart, so that a page whose labels are lines loads nothing else.
const table = () => import('./table.js');
const labelMap = () => import('./label-map.js');
const structure = () => import('./structure.js');

/** The most bytes of a file of labels: of JSON, which may be all annotations of COCO; of YAML, whose parser is slow; of others. */
const [MOST_JSON, MOST_YAML, MOST_BYTES] = [2 ** 26, 2 ** 20, 2 ** 23];

async function labelsIn(bytes: Uint8Array, name: string): Promise<string[]> {
  const { file, column } = tableColumn(name);
  const text = decodeText(bytes, file);
  const begin = text.trim();
  if (begin === '') throw new FaccentError(`"${file}" has no labels: it is empty`);
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'tsv' || ending === 'tab' || column !== undefined)
    return (await table()).labelsFromTable(text, file, column);
  if (ending === 'pbtxt' || /^item\s*(?::\s*)?\{/.test(begin))
    return (await labelMap()).labelsFromLabelMap(text, file);
  const isJson = ending === 'json' || ending === 'jsonl' || /^(\[[^]*\]|\{[^]*\})$/.test(begin);
  const isYaml = ending === 'yaml' || ending === 'yml' || /^names\s*:/m.test(begin);
  if (isJson || isYaml) return (await structure()).labelsWithin(await parsed(text, file, isJson), file);
  const lines = linesOf(text);
  return areTable(lines) ? (await table()).labelsFromTable(text, file, column) : labelsFromLines(lines, file);
}

/** What a text says in JSON, in YAML, or as Python writes lists and dictionaries, which YAML reads. */
async function parsed(text: string, name: string, isJson: boolean): Promise<unknown> {
  if (isJson) {
    checkDepth(text, `"${name}"`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return jsonLines(text) ?? (await fromYaml(text, name));
    }
    checkKeys(text, `"${name}"`);
    return value;
  }
  return fromYaml(text, name);
}

/** JSON that has one value a line. */
function jsonLines(text: string): unknown[] | undefined {
  const lines = linesOf(text);
  try {
    return lines.length > 1 ? lines.map((line) => JSON.parse(line) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

async function fromYaml(text: string, name: string): Promise<unknown> {
  if (text.length > (name.endsWith('.json') ? MOST_YAML / 16 : MOST_YAML))
    throw new FaccentError(
      `"${name}" is not JSON, and too long for YAML (${text.length} characters): write the labels one a line, or as JSON`,
    );
  // a label has one at most, and the time that the parser takes grows with the square of their number
  if (/(?<=\s)(?:[&!]\S*\s+){9}/.test(text))
    throw new FaccentError(`"${name}" is not YAML: it has tags or anchors, and nothing that they are of`);
  if (/(?:[[{]\s*){64}/.test(text)) throw new RangeError('nested too deeply');
  const { parseDocument, visit } = await import('yaml');
  // every value as it is written: a label may be no, on, 1e3; its own search for repeated keys takes their number squared
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error && /call stack/.test(error.message)) throw new RangeError(error.message);
  if (error)
    throw new FaccentError(
      `"${name}" is not JSON or YAML: line ${linesOf(`${text.slice(0, error.pos[0])}.`).length}: ${error.message}`,
      { cause: error },
    );
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<string>();
      for (const { key } of items) {
        const written = String(key);
        if (keys.has(written)) throw new FaccentError(`"${name}" has "${written}" twice`);
        keys.add(written);
      }
    },
  });
  try {
    return document.toJS();
  } catch (cause) {
    throw new FaccentError(`"${name}" is not YAML that can be read: ${(cause as Error).message}`, { cause });
  }
}
