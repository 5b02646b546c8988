import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The project's own code: TypeScript, JavaScript and Python files that git tracks, or would. */
export const sourceFiles = (root: string): string[] =>
  execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mjs', '*.js', '*.py'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter((file) => file && !file.endsWith('_pb.ts'))
    .map((file) => path.join(root, file))
    // what git has and the working tree has not
    .filter((file) => existsSync(file));
