/** What reprise knows about itself, as topics that the offline provider quotes. */
export const helpTopics: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'What reprise is',
    text: 'reprise is a dashboard for AI chat sessions: a list of sessions, the transcript of one of them, an input box. Every turn is appended to a JSONL file, so a session can be picked up again at any time, by reprise or by any program that reads JSON lines.',
  },
  {
    title: 'Sessions: start one, name it, go back to it (resume)',
    text: '`n` in the list asks for a name and begins a session; an empty name leaves it unnamed. `r` gives a session another name later, and so does `/rename NAME`. Arrow keys walk through past sessions, Enter resumes the one under the cursor, Space reads it without opening it. On the command line: `reprise session -n NAME` begins a named session, `reprise session -r` resumes the latest, `reprise session -r -n NAME` one by name, `reprise session -r --id ID` one by id or a unique beginning of it.',
  },
  {
    title: 'Where sessions are stored',
    text: 'One session is one JSONL file in the sessions folder; `reprise config` prints where that is, and `--sessions DIR` or the variable REPRISE_HOME choose another one. Line 1 is a summary of exactly 1024 bytes, line 2 says how the session began, every further line is a message or an event. The file is the only truth; caches may be deleted at any time.',
  },
  {
    title: 'Connect a provider: Anthropic, OpenAI, Ollama and other servers',
    text: 'Set ANTHROPIC_API_KEY or OPENAI_API_KEY and start reprise, or paste a key into the first-run card. Ollama, LM Studio, llama.cpp and vLLM on this machine are found by themselves; for another OpenAI-compatible server set REPRISE_BASE_URL (and REPRISE_API_KEY if it wants one). `/provider` and `/model` change who answers; `--provider` and `--model` do so for one start.',
  },
  {
    title: 'The offline provider',
    text: 'Offline needs no key and no network. It is not a language model: it answers from this help and quotes passages of your own past sessions, with the session and the date.',
  },
  {
    title: 'Delete, restore, undo',
    text: '`d` moves a session to the trash at once, `u` brings it back, `T` shows the trash. Nothing is deleted for good unless you say so: `reprise trash empty`. Rename, pin and archive can be undone with `u` too.',
  },
  {
    title: 'Find, search and filter sessions',
    text: '`/` in the list filters while you type; letters may be missing. Words such as `model:opus`, `after:2026-01-01`, `after:3d`, `is:pinned`, `is:archived`, `is:waiting`, `turns:>10` narrow it further, `-is:pinned` excludes. `/` in the transcript finds text there, `n` and `N` go on. What was said in past sessions is looked for by the provider `offline`, in the last 256 KB of the 400 newest: ask it for the words.',
  },
  {
    title: 'Edit, answer again, variants, fork',
    text: 'In the transcript `e` edits an earlier prompt and sends it again, `.` answers again, `<` and `>` flip between variants, `f` forks the session from there; `f` in the list copies the whole session with all its variants. Nothing is overwritten: all variants stay in the same file.',
  },
  {
    title: 'NOT SAVED, damaged, locked',
    text: 'NOT SAVED in the footer means that the disk refused a message; it is kept in memory, tried again, and `/save` tries at once. A damaged session opens with what could be read, and says what was lost; `reprise doctor` checks all files. A session that is open elsewhere can be watched or forked.',
  },
  {
    title: 'Settings, the config file, themes',
    text: 'Settings live in the config file, config.json; `reprise config` shows where that is, each setting, and where it comes from. `/theme` changes the theme, F8 switches the mouse, NO_COLOR takes all colours away. Your own themes are JSON files in the themes folder beside the config file.',
  },
  {
    title: 'Change keys',
    text: 'Every key can be changed in the config file: `"keys": { "session.new": ["n", "ctrl+t"] }`, `[]` for none. `reprise config --keys` shows what each command is called there; `?` shows the keys as they are now.',
  },
  {
    title: 'Attach a file, paste, write with an editor',
    text: 'A file named with `@path` in a prompt goes along, also with what you write after it, as long as it stays as it was; Tab completes the path. A long paste is folded, Ctrl+O shows it in full. Ctrl+G opens the message in $VISUAL or $EDITOR. Shift+Enter, Alt+Enter, Ctrl+J or a backslash and Enter make a new line.',
  },
  {
    title: 'Export, import, copy',
    text: '`e` in the list and `/export` write a session as Markdown, HTML or JSON; on the command line `reprise export NAME FILE`, and `reprise import FILE` makes a session of the JSON. `y` in the transcript copies the message or code block as it came, `Y` lets choose.',
  },
  {
    title: 'History of other programs: Claude Code, Codex, goose, opencode, pi',
    text: 'The history of Claude Code, Codex, goose, opencode or pi cannot be brought along yet. Sessions of claude-code-Go can: copy their files into the sessions folder, or look at them with `reprise --sessions DIR`. To move to another machine copy the session files, or use `reprise export NAME FILE.json` on the one and `reprise import FILE.json` on the other.',
  },
  {
    title: 'Tokens, cost, statistics',
    text: 'The footer shows the tokens of the session and how full the window of the model is. `S`, `/stats` and `reprise stats` count tokens, turns and what you spend by model and by day, where a price is known; prices of your own stand in the setting `prices`.',
  },
  {
    title: 'Where an API key is kept, and who gets it',
    text: 'A pasted API key is kept in config.json, which only you can read; it is shown by its last four characters and stands in no session file. It is sent only to the server it was given for.',
  },
  {
    title: 'Privacy: network, telemetry, what is sent',
    text: 'The conversation is sent to the server that answers in it, and nothing to anybody else; offline it is sent to nobody. There is no telemetry and no look for updates. While nobody is chosen to answer, and in `/provider`, four ports of this machine are asked for a model server.',
  },
  {
    title: 'Uninstall: take everything away',
    text: 'To uninstall, delete the folders that `reprise config` names (sessions, config, cache, drafts) and the program; after `npm link` run `npm rm -g reprise`. As long as the sessions folder stays, another installation finds all sessions again.',
  },
  {
    title: 'Shell: plain mode, scripts, pipes, completion',
    text: '`reprise session --plain` is the conversation as plain lines, for screen readers and pipes. `reprise run -p "…"` asks once and prints the answer; what is piped in goes along. `--json` is for scripts. `reprise completion bash` prints a script that completes commands and names; zsh and fish too.',
  },
];
