/**
 * The platform's clipboard program, if there is one; started without a shell and without any key in its environment.
 */
import { spawn } from 'node:child_process';
import type { Environment } from '../core/environment.ts';

const programs: readonly { readonly command: string; readonly args: readonly string[]; readonly needs?: string }[] = [
  { command: 'pbcopy', args: [] },
  { command: 'wl-copy', args: [], needs: 'WAYLAND_DISPLAY' },
  { command: 'xclip', args: ['-selection', 'clipboard'], needs: 'DISPLAY' },
  { command: 'xsel', args: ['--clipboard', '--input'], needs: 'DISPLAY' },
  { command: 'clip.exe', args: [] },
];

/** Longest time a program may take; milliseconds. */
const patienceMs = 2000;

/**
 * The name of the program that took the text; undefined if none did. Without a program or a display, or when the
 * terminal is at the other end of an SSH connection (the clipboard here would be on the wrong machine), none is tried.
 */
export async function copyWithProgram(
  text: string,
  environment: Environment = process.env,
  platform: string = process.platform,
): Promise<string | undefined> {
  if (environment.SSH_CONNECTION || environment.SSH_TTY) return undefined;
  for (const { command, args, needs } of programs) {
    if (needs !== undefined && !environment[needs]) continue;
    if (command === 'pbcopy' && platform !== 'darwin') continue;
    if (command === 'clip.exe' && platform !== 'win32' && !environment.WSL_DISTRO_NAME) continue;
    if (await feed(command, args, text, environment)) return command;
  }
  return undefined;
}

/** What a clipboard program needs from the environment; nothing else, and above all no keys. */
const passedOn = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XAUTHORITY', 'PATH', 'HOME', 'LANG', 'SystemRoot'];

function feed(command: string, args: readonly string[], text: string, environment: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.includes(name)));
    try {
      const child = spawn(command, [...args], { stdio: ['pipe', 'ignore', 'ignore'], env, timeout: patienceMs });
      child.on('error', () => resolve(false));
      child.on('exit', (code) => resolve(code === 0));
      // A program that ends without reading everything has not taken it: its exit code says so, or this does.
      child.stdin.on('error', () => resolve(false));
      child.stdin.end(text);
    } catch {
      // No memory for another process, or no descriptor left for the pipe to it: Node throws these errors.
      resolve(false);
    }
  });
}
