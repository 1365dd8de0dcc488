/** What reprise knows about itself, as topics that the offline provider quotes. */
import type { HelpTopic } from '../ports.ts';

export const helpTopics: readonly HelpTopic[] = [
  {
    title: 'What reprise is',
    words: 'about introduction program version',
    text: 'reprise is a dashboard for AI chat sessions: a list of sessions, the transcript of one of them, an input box. Every turn is appended to a JSONL file, so a session can be picked up again at any time, by reprise or by any program that reads JSON lines.',
  },
  {
    title: 'Sessions: start one, name it, go back to it (resume)',
    words: 'chat chats conversation conversations continue reopen open begin new create rename last previous earlier',
    text: '`n` in the list asks for a name and begins a session; an empty name leaves it unnamed. `r` gives a session another name later, and so does `/rename NAME`. Arrow keys walk through past sessions, Enter resumes the one under the cursor, Space reads it without opening it. On the command line: `reprise session -n NAME` begins a named session, `reprise session -r` resumes the latest, `reprise session -r -n NAME` one by name, `reprise session -r --id ID` one by id or a unique beginning of it.',
  },
  {
    title: 'Where sessions are stored',
    words: 'file files format folder directory location path saved save disk jsonl log logs backup data',
    text: 'One session is one JSONL file in the sessions folder; `reprise config` prints where that is, and `--sessions DIR` or the variable REPRISE_HOME choose another one. Line 1 is a summary of exactly 1024 bytes, line 2 says how the session began, every further line is a message or an event. The file is the only truth; caches may be deleted at any time.',
  },
  {
    title: 'Connect a provider: Anthropic, OpenAI, Ollama and other servers',
    words:
      'model models switch choose use gpt gpt-5 chatgpt claude gemini mistral deepseek openrouter lmstudio lm studio llama local llm azure',
    text: 'Set ANTHROPIC_API_KEY or OPENAI_API_KEY and start reprise, or paste a key into the first-run card or `/provider`, which takes the key of a server that you have named, too. Ollama, LM Studio, llama.cpp and vLLM on this machine are found by themselves; for another OpenAI-compatible server set REPRISE_BASE_URL (and REPRISE_API_KEY if it wants one). `/provider` and `/model` change who answers; `--provider` and `--model` do so for one start.',
  },
  {
    title: 'The offline provider',
    words: 'who language model ai bot assistant internet',
    text: 'Offline needs no key and no network. It is not a language model: it answers from this help and quotes passages of your own past sessions, with the session and the date.',
  },
  {
    title: 'Delete, restore, undo',
    words: 'remove trash erase recover deleted lost',
    text: '`d` moves a session to the trash at once, `u` brings it back, `T` shows the trash. Nothing is deleted for good unless you say so: `reprise trash empty`. Rename, pin and archive can be undone with `u` too.',
  },
  {
    title: 'Find, search and filter sessions',
    words: 'search look inside text word grep conversations list',
    text: '`/` in the list filters while you type: titles with all of these words, or nearly so. Conditions such as `model:opus`, `after:2026-01-01`, `after:3d`, `is:pinned`, `is:archived`, `is:waiting`, `turns:>10` narrow it further, `-is:pinned` excludes. `/` in the transcript finds text there, `n` and `N` go on. What was said in past sessions is looked for by the provider `offline`, in the last 256 KB of the 400 newest: ask it for the words.',
  },
  {
    title: 'Order in the list: pin, archive, sort, mark',
    words: 'favourite favorite star hide unarchive tidy clean group several many bulk unread waiting next',
    text: '`p` pins a session to the top, `A` archives it (`is:archived` in the filter shows those again), `s` sorts by last use, name, tokens or cost, `v` changes how dense the list is. `m` marks sessions, and the next action takes all that are marked. `!` goes to the next session that waits for you.',
  },
  {
    title: 'Edit, answer again, variants, fork',
    words: 'branch branches conversation chat regenerate retry redo prompt another version copy tree',
    text: 'In the transcript `e` edits an earlier prompt and sends it again, `.` answers again, `<` and `>` flip between variants, `f` forks the session from there; `f` in the list copies the whole session with all its variants. Nothing is overwritten: all variants stay in the same file.',
  },
  {
    title: 'NOT SAVED, damaged, locked',
    words: 'corrupt broken error terminals two twice same watch full disk repair doctor',
    text: 'NOT SAVED in the footer means that the disk refused a message; it is kept in memory, tried again, and `/save` tries at once. A damaged session opens with what could be read, and says what was lost; `reprise doctor` checks all files. A session that is open elsewhere can be watched or forked.',
  },
  {
    title: 'Settings, the config file, themes',
    words:
      'configure configuration options preferences color colors colour colours dark light mode look appearance background',
    text: 'Settings live in the config file, config.json; `reprise config` shows where that is, each setting, and where it comes from. `/theme` changes the theme, F8 switches the mouse, NO_COLOR takes all colours away. Your own themes are JSON files in the themes folder beside the config file.',
  },
  {
    title: 'Change keys',
    words: 'keyboard shortcuts shortcut bindings binding keybindings hotkeys remap vim emacs',
    text: 'Every key can be changed in the config file: `"keys": { "session.new": ["n", "ctrl+t"] }`, `[]` for none. `reprise config --keys` shows what each command is called there; `?` shows the keys as they are now.',
  },
  {
    title: 'Attach a file, paste, write with an editor',
    words: 'attachment image images picture screenshot pdf multi line lines newline multiline shift enter upload',
    text: 'A file named with `@path` in a prompt goes along, also with what you write after it, as long as it stays as it was; Tab completes the path. A long paste is folded, Ctrl+O shows it in full. Ctrl+G opens the message in $VISUAL or $EDITOR. Shift+Enter, Alt+Enter, Ctrl+J or a backslash and Enter make a new line.',
  },
  {
    title: 'Export, import, copy',
    words: 'clipboard yank markdown html json code text print share',
    text: '`e` in the list and `/export` write a session as Markdown, HTML or JSON; on the command line `reprise export NAME FILE`, and `reprise import FILE` makes a session of the JSON. `y` in the transcript copies the message or code block as it came, `Y` lets choose.',
  },
  {
    title: 'History of other programs: Claude Code, Codex, goose, opencode, pi',
    words: 'migrate bring import move machine',
    text: 'The history of Claude Code, Codex, goose, opencode or pi cannot be brought along yet. Sessions of claude-code-Go can: copy their files into the sessions folder, or look at them with `reprise --sessions DIR`. To move to another machine copy the session files, or use `reprise export NAME FILE.json` on the one and `reprise import FILE.json` on the other.',
  },
  {
    title: 'Tokens, cost, statistics',
    words: 'spend spent money dollars price prices budget usage context window full',
    text: 'The footer shows the tokens of the session and how full the window of the model is. `S`, `/stats` and `reprise stats` count tokens, turns and what you spend by model and by day, where a price is known; prices of your own stand in the setting `prices`.',
  },
  {
    title: 'Where an API key is kept, and who gets it',
    words: 'secret password credentials stored safe security',
    text: 'A pasted API key is kept in config.json, which only you can read; it is shown by its last four characters and stands in no session file. It is sent only to the server it was given for.',
  },
  {
    title: 'Privacy: network, telemetry, what is sent',
    words: 'tracking private data internet update updates upgrade version',
    text: 'The conversation is sent to the server that answers in it, and nothing to anybody else; offline it is sent to nobody. There is no telemetry and no look for updates. While nobody is chosen to answer, and in `/provider`, four ports of this machine are asked for a model server.',
  },
  {
    title: 'Uninstall: take everything away',
    words: 'remove program deinstall',
    text: 'To uninstall, delete the folders that `reprise config` names (sessions, config, cache, drafts) and the program; after `npm link` run `npm rm -g reprise`. As long as the sessions folder stays, another installation finds all sessions again.',
  },
  {
    title: 'Quit, stop an answer',
    words: 'exit close leave end cancel abort interrupt kill pause suspend background',
    text: '`q` in the list or the transcript quits; in the input box `/exit` does, or Ctrl+C twice. Everything is saved, also when the terminal is closed. Esc stops an answer that streams and keeps what came. Ctrl+Z in the list puts reprise to sleep, `fg` brings it back.',
  },
  {
    title: 'System prompt, a full context window, /compact',
    words: 'instructions persona role memory long summary summarize shorten limit exceeded',
    text: '`/system TEXT` sets what the model is told before everything else, `/system none` takes it away; the setting `system` holds for new sessions. When a conversation grows too long for its model, `/compact` sums up the older half and goes on from the summary; nothing is taken out of the file.',
  },
  {
    title: 'Terminals: mouse, colours, tmux, SSH, new lines',
    words: 'select selection clipboard wrong ugly iterm kitty windows screen remote copy shift enter option alt meta',
    text: 'With the mouse on, hold Shift (Option in some terminals) to select with the terminal, or press F8. Over SSH copying needs a terminal that allows OSC 52; in tmux `set -g set-clipboard on`. Too few colours: COLORTERM=truecolor; none: NO_COLOR=1. Where Shift+Enter sends, Alt+Enter, Ctrl+J, or a backslash and Enter make a new line. On a Mac let Option send Alt (Meta).',
  },
  {
    title: 'Proxies and certificates',
    words: 'proxy company firewall corporate vpn tls ssl certificate network connection refused timeout',
    text: 'HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are followed (http and https proxies; never for this machine itself). A certificate of your own goes into NODE_EXTRA_CA_CERTS.',
  },
  {
    title: 'Shell: plain mode, scripts, pipes, completion',
    words: 'script cli command line automation cron pipe stdin screen reader accessibility blind dumb',
    text: '`reprise session --plain` is the conversation as plain lines, for screen readers and pipes. `reprise run -p "…"` asks once and prints the answer; what is piped in goes along. `--json` is for scripts. `reprise completion bash` prints a script that completes commands and names; zsh and fish too.',
  },
];
