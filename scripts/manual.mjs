// Runs the examples of the manual and writes them, with what they print, into its pages.
//
//   npm run docs:manual [PAGE]...
//   node scripts/manual.mjs --check     only runs them
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const pages = path.join(root, 'docs/manual');
const examples = path.join(root, 'examples/manual');

/** What stands between the markers of an example. */
const BLOCK = /<!-- example: (\S+) -->\n[^]*?<!-- end -->/g;

function run(name) {
  console.log(`running ${name}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(examples, name)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
  return stdout.trimEnd();
}

function block(name) {
  const source = readFileSync(path.join(examples, name), 'utf8').trimEnd();
  const printed = run(name);
  const output = printed && `It prints\n\n\`\`\`text\n${printed}\n\`\`\`\n\n`;
  return `<!-- example: ${name} -->\n\n\`\`\`js\n${source}\n\`\`\`\n\n${output}<!-- end -->`;
}

const { values, positionals: wanted } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
});
for (const page of readdirSync(pages).filter((name) => !wanted.length || wanted.includes(name))) {
  const file = path.join(pages, page);
  const text = readFileSync(file, 'utf8');
  // a function: what examples print may hold `$`
  const made = text.replace(BLOCK, (_, name) => block(name));
  if (!values.check) writeFileSync(file, made);
}
