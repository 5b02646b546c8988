// The page of all commands and their flags: what `faccent COMMAND --help` prints, from the same declarations.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { root } from '../studies/common/root.js';

interface Main {
  readonly COMMAND_NAMES: readonly string[];
  readonly program: (argv: readonly string[]) => Promise<Command>;
}

/** A command's help under its name, and that of the commands below it. */
function sectionsOf(command: Command, name: string): string[] {
  const help = command.helpInformation().trim();
  const said = `## faccent ${name}\n\n${command.description()}\n\n\`\`\`text\n${help}\n\`\`\``;
  return [said, ...command.commands.flatMap((below) => sectionsOf(below, `${name} ${below.name()}`))];
}

/** Writes the page into docs/project/, which git ignores. */
export async function writeCommandsPage(): Promise<void> {
  const built = path.join(root, 'packages/faccent/dist/cli/main.js');
  const { COMMAND_NAMES, program } = (await import(pathToFileURL(built).href)) as Main;
  const sections = await Promise.all(
    COMMAND_NAMES.map(async (name) => {
      const command = (await program([name])).commands.find((one) => one.name() === name)!;
      return sectionsOf(command, name);
    }),
  );
  const page = `# Commands and flags

What \`faccent COMMAND --help\` prints, of every command. What the names in the flags stand for (objectives, transforms,
optimizers, …) is in [everything that can be chosen](../reference.md).

${sections.flat().join('\n\n')}
`;
  writeFileSync(path.join(root, 'docs/project/commands.md'), page);
}
