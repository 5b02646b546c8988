import { type Command, InvalidArgumentError, type Option } from 'commander';

type Parser = NonNullable<Option['parseArg']>;

/** What no value of any flag is, whatever else is said of it. */
function guarded(own: Parser | undefined, variadic: boolean): Parser {
  const collected = (text: string, before: unknown): unknown =>
    variadic ? [...((before ?? []) as readonly string[]), text] : text;
  return <T>(text: string, before: T): T => {
    // typed before its value was
    if (text.startsWith('--'))
      throw new InvalidArgumentError('it is an option itself: what should stand before it is missing');
    const value = (own ?? collected)(text, before) as T;
    if (text.trim() === '') throw new InvalidArgumentError('it should not be empty');
    return value;
  };
}

/** Has every value of a command and of those below it looked at, also of flags that take any text. */
export function guardValues(command: Command): void {
  for (const option of command.options)
    if (option.required || option.optional) option.parseArg = guarded(option.parseArg, option.variadic);
  for (const argument of command.registeredArguments)
    argument.parseArg = guarded(argument.parseArg, argument.variadic);
  command.commands.forEach(guardValues);
}
