// Checks all examples in one TypeScript program, each as a module of its own.
import path from 'node:path';
import ts from 'typescript';
import { COMPILER_OPTIONS, PACKAGES, packages } from '../../exports.js';
import { type Example, givenTo } from './examples.js';

const FOLDER = path.join(packages, '../tests/site/api/examples');
const givenFile = (name: string): string => path.join(FOLDER, `given-${name}.ts`);

/** An example with its imports, in one line before it. */
function moduleText({ imports, text, package: from }: Example): string {
  const lines = [...imports].map(
    ([name, module]) => `import { ${name} } from '${module === 'given' ? `./given-${from}.js` : module}';`,
  );
  return `${lines.join(' ')} export {};\n${text}`;
}

/** Whether a statement leaves a promise to itself. */
function isLeft(statement: ts.Statement, checker: ts.TypeChecker): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const type = checker.getTypeAtLocation(statement.expression);
  return checker.getPropertyOfType(type, 'then') !== undefined;
}

/** What is wrong with the examples, one line each. */
export function wrongTypes(examples: readonly Example[]): string[] {
  const texts = new Map(
    PACKAGES.map((name) => {
      const { text, names } = givenTo(name);
      return [givenFile(name), `${text}\nexport { ${names.join(', ')} };\n`];
    }),
  );
  const files = new Map(examples.map((example, at) => [path.join(FOLDER, `${at}.ts`), example]));
  for (const [file, example] of files) texts.set(file, moduleText(example));

  const options = { ...COMPILER_OPTIONS, types: ['node'], noEmit: true };
  const host = ts.createCompilerHost(options, true);
  const onDisk = { ...host };
  host.fileExists = (file) => texts.has(path.normalize(file)) || onDisk.fileExists(file);
  host.directoryExists = (folder) => path.normalize(folder) === FOLDER || onDisk.directoryExists!(folder);
  host.getSourceFile = (file, target, ...rest) => {
    const text = texts.get(path.normalize(file));
    if (text === undefined) return onDisk.getSourceFile(file, target, ...rest);
    return ts.createSourceFile(
      file,
      text,
      { ...(target as object), impliedNodeFormat: ts.ModuleKind.ESNext } as ts.CreateSourceFileOptions,
      true,
    );
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const checker = program.getTypeChecker();
  return [...texts.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    const name = files.get(file)?.name ?? path.basename(file);
    const wrong = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const said = wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    const left = source.statements.filter((statement) => isLeft(statement, checker));
    return [...said, ...left.map((one) => `a promise is left to itself: ${one.getText()}`)].map(
      (one) => `${name}: ${one}`,
    );
  });
}
