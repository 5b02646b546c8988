import type { Command } from 'commander';

/** What a command is called on a command line. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** Ends the help of a command, and of each of its own commands, with those of the examples that are of it. */
export function showExamples(command: Command, examples: readonly string[]): void {
  const own = examples.filter((line) => line.startsWith(`${nameOf(command)} `) || line === nameOf(command));
  command.addHelpText('after', `\nExamples:\n${own.map((line) => `  ${line}`).join('\n')}`);
  for (const one of command.commands) showExamples(one, examples);
}
