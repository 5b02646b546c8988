// Runs the command lines that it is sent one after another, as bin/faccent.js runs one: most of what a short one takes is
// loading the library.
import process from 'node:process';

const others = process.listeners('exit');
const { main } = await import('../../../dist/cli/main.js');
const STREAMS = ['stdout', 'stderr'];
const writes = STREAMS.map((name) => process[name].write);

/** How a command ended itself: what it would still have said is left out. */
let ended;
process.exit = (status = process.exitCode) => {
  ended ??= { status: Number(status ?? 0) };
  throw new Error('the command has ended');
};

process.on('message', async ({ cwd, args, env }) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.exitCode = undefined;
  ended = undefined;
  const said = { stdout: '', stderr: '' };
  for (const name of STREAMS)
    process[name].write = (chunk, ...rest) => {
      if (!ended) said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      rest.findLast((one) => typeof one === 'function')?.();
      return true;
    };
  await main(args);
  // what the end of a process does: it frees what the command has locked
  for (const atExit of process.listeners('exit')) if (!others.includes(atExit)) atExit(process.exitCode ?? 0);
  for (const [i, name] of STREAMS.entries()) {
    process[name].write = writes[i];
    process[name].removeAllListeners('error');
  }
  process.send({ status: Number(process.exitCode ?? 0), ...ended, ...said });
});
process.send('ready');
