/** The same SDK without reprise: `bare-stream.ts PORT` reads one stream to its end and prints wall time and processor time in ms. */
import module from 'node:module';
import { pathToFileURL } from 'node:url';

module.enableCompileCache();
const [port = '', sdk = ''] = process.argv.slice(2);
const before = process.cpuUsage();
const began = performance.now();
const { Anthropic } = (await import(pathToFileURL(sdk).href)) as typeof import('@anthropic-ai/sdk');
const client = new Anthropic({ apiKey: 'none', baseURL: `http://127.0.0.1:${port}` });
const stream = await client.messages.create({
  model: 'bench',
  max_tokens: 32_000,
  stream: true,
  messages: [{ role: 'user', content: 'go' }],
});
let text = '';
for await (const event of stream) {
  if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
}
const used = process.cpuUsage(before);
console.log(
  JSON.stringify({ wall: performance.now() - began, cpu: (used.user + used.system) / 1000, length: text.length }),
);
process.exit();
