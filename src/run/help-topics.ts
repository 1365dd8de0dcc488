/** The built-in help, as topics that the offline provider quotes. */
import type { HelpTopic } from '../ports.ts';

export const helpTopics: readonly HelpTopic[] = [
  {
    title: 'What reprise is',
    words: 'about introduction program version',
    text: 'reprise is a dashboard for AI chat sessions: a list of sessions, the transcript of one of them, and an input box. Every turn is appended to a JSONL file, so you can pick up a session again at any time, and any program that reads JSON lines can read it.',
  },
  {
    title: 'Sessions: start one, name it, go back to it (resume)',
    words: 'chat chats conversation conversations continue reopen open begin new create rename last previous earlier',
    text: '`n` in the list asks for a name and starts a session; leave the name empty for none. To rename a session later, press `r` in the list or type `/rename NAME`. The arrow keys move through past sessions; Enter resumes the selected one, Space reads it without resuming. On the command line: `reprise session -n NAME` starts a named session, `reprise session -r` resumes the latest, `reprise session -r -n NAME` resumes one by name, and `reprise session -r --id ID` by id or the beginning of one.',
  },
  {
    title: 'Where sessions are stored',
    words: 'file files format folder directory location path saved save disk jsonl log logs backup data',
    text: 'Each session is one JSONL file in the sessions folder. `reprise config` prints where that is; `--sessions DIR` or the variable REPRISE_HOME choose another place. Line 1 is a summary of exactly 1024 bytes, line 2 says how the session began, and every further line is a message or an event. The file is the only source of truth; caches can be deleted at any time.',
  },
  {
    title: 'Connect a provider: Anthropic, OpenAI, Ollama and other servers',
    words:
      'model models switch choose use gpt gpt-5 chatgpt claude gemini mistral deepseek openrouter lmstudio lm studio llama local llm azure',
    text: 'Set ANTHROPIC_API_KEY or OPENAI_API_KEY and start reprise, or paste a key into the first-run card or `/provider`. Ollama, LM Studio, llama.cpp and vLLM on this machine are found automatically. For another OpenAI-compatible server, name it in `/provider`, or set REPRISE_BASE_URL (and REPRISE_API_KEY if it requires a key). `/provider` and `/model` change the provider and the model at any time; `--provider` and `--model` choose for one start.',
  },
  {
    title: 'The offline provider',
    words: 'who language model ai bot assistant internet',
    text: 'Offline needs no key and no network. It is not a language model: it answers from this help and quotes passages from your past sessions, with session and date.',
  },
  {
    title: 'Delete, restore, undo',
    words: 'remove trash erase recover deleted lost',
    text: '`d` moves a session to the trash, `u` brings it back, `T` opens the trash. Nothing is deleted for good unless you say so with `reprise trash empty`. `u` also undoes rename, pin and archive.',
  },
  {
    title: 'Find, search and filter sessions',
    words: 'search look inside text word grep conversations list',
    text: '`/` in the list filters as you type: it matches titles with all of these words, typos allowed; case and accents do not matter. Conditions such as `model:opus`, `after:2026-01-01`, `after:3d`, `is:pinned`, `is:archived`, `is:waiting` or `turns:>10` narrow it further; `-is:pinned` excludes. `/` in the transcript searches it; `n` and `N` go to the next and previous hit. To search what was said in past sessions, ask the `offline` provider; it reads the last 256 KB of the 400 newest.',
  },
  {
    title: 'Order in the list: pin, archive, sort, mark',
    words: 'favourite favorite star hide unarchive tidy clean group several many bulk unread waiting next',
    text: '`p` pins a session to the top. `A` archives it; the filter `is:archived` shows archived sessions. `s` sorts by last use, name, tokens or cost; `v` changes the density of the list. `m` marks sessions, and the next action applies to all of them. `!` goes to the next session waiting for you.',
  },
  {
    title: 'Edit, regenerate, variants, fork',
    words: 'branch branches conversation chat regenerate retry redo prompt another version copy tree',
    text: 'In the transcript, `e` edits an earlier prompt and resends it, `.` regenerates the reply, `<` and `>` flip between variants, and `f` forks the session from there. `f` in the list copies the whole session with all its variants. Nothing is overwritten: all variants stay in the same file.',
  },
  {
    title: 'NOT SAVED, damaged, locked',
    words: 'corrupt broken error terminals two twice same watch full disk repair doctor',
    text: 'NOT SAVED in the footer means that the disk refused a message. It is kept in memory and reprise keeps trying; `/save` tries right away. A damaged session opens with everything that can be read and says what was lost; `reprise doctor` checks all files. A session that is open elsewhere is locked: you can watch or fork it.',
  },
  {
    title: 'Settings, the config file, themes',
    words:
      'configure configuration options preferences color colors colour colours dark light mode look appearance background',
    text: 'Settings are in the config file, config.json. `reprise config` shows where it is, each setting, and where the setting comes from. `/theme` changes the theme, F8 turns the mouse on or off, and NO_COLOR turns colours off. Your own themes are JSON files in the themes folder beside the config file.',
  },
  {
    title: 'Change keys',
    words: 'keyboard shortcuts shortcut bindings binding keybindings hotkeys remap vim emacs',
    text: 'Every key can be changed in the config file: `"keys": { "session.new": ["n", "ctrl+t"] }`, or `[]` for none. `reprise config --keys` lists the name of each command; `?` shows the current keys.',
  },
  {
    title: 'Attach a file, paste, write with an editor',
    words: 'attachment image images picture screenshot pdf multi line lines newline multiline shift enter upload',
    text: 'To attach a file, write `@path` in a prompt; Tab completes the path. The file stays part of the conversation as long as it does not change. A long paste is folded; Ctrl+O shows it in full. Ctrl+G opens the message in $VISUAL or $EDITOR. Shift+Enter, Alt+Enter, Ctrl+J, or a backslash and Enter start a new line.',
  },
  {
    title: 'Export, import, copy',
    words: 'clipboard yank markdown html json code text print share',
    text: '`e` in the list and `/export` write a session as Markdown, HTML or JSON. On the command line, `reprise export NAME FILE` does the same, and `reprise import FILE` creates a session from a JSON export, or from a conversation of another program. `y` in the transcript copies the message or code block unformatted; `Y` lets you choose what to copy.',
  },
  {
    title: 'History of other programs: Claude Code, Codex, goose, opencode, pi',
    words: 'migrate bring import move machine',
    text: 'In a shell, `reprise import ~/.claude/projects` imports every conversation of Claude Code; `~/.codex/sessions` is the folder of Codex, `~/.pi/agent/sessions` that of pi. For goose and opencode, `goose session export -n NAME --format json | reprise import -` and `opencode export ID | reprise import -`. Sessions of claude-code-Go need no import: copy their files into the sessions folder, or read them where they are with `reprise --sessions DIR`. To move to another machine, copy the session files, or run `reprise export NAME FILE.json` on one and `reprise import FILE.json` on the other.',
  },
  {
    title: 'Tokens, cost, statistics',
    words: 'spend spent money dollars price prices budget usage context window full',
    text: 'The footer shows the tokens of the session and how full the model’s context window is. `S`, `/stats` and `reprise stats` show tokens, turns and what you spend by model and by day, where the price is known. To add prices, use the setting `prices`.',
  },
  {
    title: 'Where an API key is kept, and who gets it',
    words: 'secret password credentials stored safe security',
    text: 'A pasted API key is kept in config.json, which only you can read. It is shown by its last four characters only, is never written to a session file, and is sent only to the server it was given for.',
  },
  {
    title: 'Privacy: network, telemetry, what is sent',
    words: 'tracking private data internet update updates upgrade version',
    text: 'The conversation is sent to the server that answers it, and nowhere else; with offline, nothing is sent. There is no telemetry and no update check. Until you have chosen a provider, and whenever you open `/provider`, four ports on this machine are checked for a model server.',
  },
  {
    title: 'Uninstall: remove everything',
    words: 'remove program deinstall',
    text: 'To uninstall, delete the folders that `reprise config` lists (sessions, config, cache, drafts) and the program; after `npm link`, also run `npm rm -g reprise`. If you keep the sessions folder, a later installation finds your sessions again.',
  },
  {
    title: 'Quit, stop a reply',
    words: 'exit close leave end cancel abort interrupt kill pause suspend background',
    text: '`q` in the list or the transcript quits; in the input box, use `/exit` or press Ctrl+C twice. Everything is saved, even if you close the terminal. Esc stops a streaming answer and keeps what has arrived. Ctrl+Z in the list suspends reprise; `fg` brings it back.',
  },
  {
    title: 'System prompt, a full context window, /compact',
    words: 'instructions persona role memory long summary summarize shorten limit exceeded',
    text: '`/system TEXT` sets the instructions that the model gets before the conversation, `/system none` removes them; the setting `system` applies to new sessions. When a conversation grows too long for its model, `/compact` has the model sum it up, or as much of its beginning as fits, and continues from the summary; nothing is removed from the file.',
  },
  {
    title: 'Terminals: mouse, colours, tmux, SSH, new lines',
    words: 'select selection clipboard wrong ugly iterm kitty windows screen remote copy shift enter option alt meta',
    text: 'With the mouse on, hold Shift (Option in some terminals) to select text with the terminal, or press F8. To copy over SSH, allow OSC 52 in your terminal; in tmux, `set -g set-clipboard on`. For more colours set COLORTERM=truecolor, for none NO_COLOR=1. If Shift+Enter sends, use Alt+Enter, Ctrl+J, or a backslash and Enter for a new line. On a Mac, make Option send Alt (Meta).',
  },
  {
    title: 'Proxies and certificates',
    words: 'proxy company firewall corporate vpn tls ssl certificate network connection refused timeout',
    text: 'HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are used (http and https proxies; never for this machine itself). For your own certificate authority, set NODE_EXTRA_CA_CERTS.',
  },
  {
    title: 'Shell: plain mode, scripts, pipes, completion',
    words: 'script cli command line automation cron pipe stdin screen reader accessibility blind dumb',
    text: '`reprise session --plain` is the same conversation as plain lines, for screen readers and pipes. `reprise run -p "…"` asks one question and prints the reply; piped input is included, and `--no-save` keeps no session. `--json` is for scripts. `reprise completion bash` prints a script that completes commands and names; zsh and fish work too.',
  },
];
