// Runs ONNX's own node tests and writes what became of them to docs/results/node-tests.json, for docs/operators.md.
//
//   npm run study node-tests -- [--only PATTERN] [FILE]
//   npm run docs:operators
//
// Python (PYTHON in the environment names it) has the package onnx 1.23.2, which makes the tests; FILE holds them where
// they were made before (studies/node-tests/node_tests.py). With a pattern only tests whose names match it are run, and
// nothing is written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { python } from '../common/command.js';
import { writeProjectFile } from '../common/files.js';
import { type Outcome, check } from './check.js';
import { type NodeTest, readTests } from './read.js';
import { leftOut } from './scope.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });

function tests(): NodeTest[] {
  if (positionals[0]) return readTests(path.resolve(process.env.INIT_CWD ?? '.', positionals[0]));
  const folder = mkdtempSync(path.join(tmpdir(), 'node-tests-'));
  const file = path.join(folder, 'tests.jsonl');
  try {
    python('node-tests/node_tests.py', [file]);
    return readTests(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What became of the tests of one operator. */
interface Row {
  values: number;
  gradients: number;
  refused: Record<string, string>;
  wrong: Record<string, string>;
}

const rows: Record<string, Row> = {};
const left: Record<string, Set<string>> = {};
let leftTests = 0;

/** A message without the names of one node. */
const general = (why: string): string => why.replaceAll(/ \(node "[^"]*"\)/g, '').split(';')[0]!;

function note(test: NodeTest, { result, with: kind, why = '' }: Outcome): void {
  const row = (rows[test.operator] ??= { values: 0, gradients: 0, refused: {}, wrong: {} });
  if (result === 'agrees') row[kind] += 1;
  else row[result][test.name] = general(why);
  if (result !== 'agrees') console.log(`${test.name}: ${result}: ${why}`);
}

const only = new RegExp(values.only ?? '');
for (const test of tests().filter(({ name }) => only.test(name))) {
  const why = leftOut(test);
  if (why) {
    (left[why] ??= new Set()).add(test.operator);
    leftTests++;
  } else note(test, await check(test));
}

const count = (of: (row: Row) => number): number =>
  Object.values(rows).reduce((sum, row) => sum + of(row), 0);
const totals = {
  gradients: count((r) => r.gradients),
  values: count((r) => r.values),
  refused: count((r) => Object.keys(r.refused).length),
  wrong: count((r) => Object.keys(r.wrong).length),
  leftOut: leftTests,
};
console.log(totals);
if (!values.only) {
  const leftLists = Object.entries(left).map(([why, operators]) => [why, [...operators].sort()] as const);
  const sorted = Object.fromEntries(Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)));
  const results = { onnx: '1.23.2', totals, operators: sorted, leftOut: Object.fromEntries(leftLists) };
  await writeProjectFile('docs/results/node-tests.json', `${JSON.stringify(results, undefined, 1)}\n`);
}
process.exitCode = totals.wrong ? 1 : 0;
