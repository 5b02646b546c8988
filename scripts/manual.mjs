// Runs the examples of the manual, and of other pages of docs/, and writes them, with what they print, into their pages.
//
//   npm run docs:manual [PAGE]...
//   node scripts/manual.mjs --check     only runs them
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const docs = path.join(root, 'docs');
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
for (const page of readdirSync(docs, { recursive: true }).filter((name) => name.endsWith('.md'))) {
  if (wanted.length && !wanted.includes(path.basename(page))) continue;
  const file = path.join(docs, page);
  const text = readFileSync(file, 'utf8');
  if (!/<!-- example: /.test(text)) continue;
  // a function: what examples print may hold `$`
  const made = text.replace(BLOCK, (_, name) => block(name));
  if (!values.check) writeFileSync(file, made);
}
