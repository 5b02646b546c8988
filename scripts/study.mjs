// Runs a study: builds what it is made of, and passes on what follows its name.
//
//   npm run study [NAME] [-- ARGUMENTS]
//
// A study is a TypeScript file in studies/ whose first comment has a line `npm run study NAME`, what it needs of the
// environment before it; without a name all of them are listed, with what they say they do.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'studies');

const studies = new Map(
  readdirSync(folder, { recursive: true })
    .filter((file) => /^(?!dist|.*node_modules).*(?<!\.d)\.ts$/.test(file))
    .sort()
    .flatMap((file) => {
      const header = /^(?:\/\/.*\n)+/.exec(readFileSync(path.join(folder, file), 'utf8'))?.[0] ?? '';
      const name = /^\/\/ +(?:[A-Z_]+=\S+ +)*npm run study (\S+)/m.exec(header)?.[1];
      const about = /^\/\/ ([^]*?)(?:\n\/\/\n|$)/.exec(header)?.[1].replaceAll('\n// ', ' ');
      return name
        ? [[name, { source: file, file: path.join('dist', file.replace(/\.ts$/, '.js')), about }]]
        : [];
    }),
);

/** Runs a program to its end. @returns its exit code */
const run = (program, args, cwd, env = process.env) =>
  spawnSync(program, args, { cwd, env, stdio: 'inherit' }).status ?? 1;

const [name, ...given] = process.argv.slice(2);
const study = studies.get(name);
if (study) {
  // as npm was called, which may be by no name that a program can be started by
  const npm = process.env.npm_execpath ?? 'npm';
  const [program, ...before] = /\.[cm]?js$/.test(npm) ? [process.execPath, npm] : [npm];
  const built = run(program, [...before, 'run', '--silent', 'build'], root);
  // paths are those of the folder that npm was called in
  const where = process.env.INIT_CWD ?? process.cwd();
  const source = path.join('studies', study.source).replaceAll(path.sep, '/');
  const env = { ...process.env, MADE_BY: `npm run study ${name}`, MADE_WITH: source };
  process.exitCode = built || run(process.execPath, [path.join(folder, study.file), ...given], where, env);
} else {
  if (name) console.error(`There is no study "${name}".\n`);
  for (const [known, { about }] of studies) console.log(`npm run study ${known}\n    ${about}\n`);
  process.exitCode = name ? 1 : 0;
}
