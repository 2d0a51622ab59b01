import { commands } from './commands.ts';

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];

if (command === undefined) {
  const width = Math.max(...Object.keys(commands).map((known) => known.length));
  const lines = Object.entries(commands).map(([known, { about }]) => `  ${known.padEnd(width)}  ${about}`);
  console.error(`Usage: npm run bench -- COMMAND [options]\n\n${lines.join('\n')}`);
  process.exitCode = 2;
} else {
  const { run } = await command.load();
  process.exitCode = await run(args);
}
