/** `reprise help`: the help of the program, of a command, or of a command below another. */
import type { Command } from 'commander';
import { unknownCommand } from './wrong-usage.ts';

export function addHelp(program: Command): void {
  program
    .command('help')
    .description('help for reprise or for one command')
    .argument('[command...]', 'which')
    .action((names: readonly string[]) => {
      let meant = program;
      for (const name of names) {
        const child = meant.commands.find((one) => one.name() === name || one.aliases().includes(name));
        if (child === undefined) return meant.error(unknownCommand(meant, name));
        meant = child;
      }
      meant.outputHelp();
    });
}
