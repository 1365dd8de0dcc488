/** The platform's clipboard program, where there is one; started without a shell, without any key in its environment. */
import { spawn } from 'node:child_process';

const programs: readonly { readonly command: string; readonly args: readonly string[]; readonly needs?: string }[] = [
  { command: 'pbcopy', args: [] },
  { command: 'wl-copy', args: [], needs: 'WAYLAND_DISPLAY' },
  { command: 'xclip', args: ['-selection', 'clipboard'], needs: 'DISPLAY' },
  { command: 'xsel', args: ['--clipboard', '--input'], needs: 'DISPLAY' },
  { command: 'clip.exe', args: [] },
];

/** Longest time a program may take; milliseconds. */
const patienceMs = 2000;

/** The name of the program that took the text; undefined when none did. */
export async function copyWithProgram(text: string): Promise<string | undefined> {
  for (const { command, args, needs } of programs) {
    if (needs !== undefined && !process.env[needs]) continue;
    if (command === 'pbcopy' && process.platform !== 'darwin') continue;
    if (command === 'clip.exe' && process.platform !== 'win32' && !process.env.WSL_DISTRO_NAME) continue;
    if (await feed(command, args, text)) return command;
  }
  return undefined;
}

function feed(command: string, args: readonly string[], text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, PATH, HOME, XAUTHORITY } = process.env;
    const env = Object.fromEntries(
      Object.entries({ DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, PATH, HOME, XAUTHORITY }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const child = spawn(command, [...args], { stdio: ['pipe', 'ignore', 'ignore'], env, timeout: patienceMs });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
    child.stdin.on('error', () => resolve(false));
    child.stdin.end(text);
  });
}
