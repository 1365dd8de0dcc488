/**
 * A model server of its own process for the benchmark of streams: `delta-server.ts COUNT RATE` answers every request
 * with COUNT deltas, RATE of them a second, or all at once when RATE is 0. Prints its port.
 */
import { createServer, type ServerResponse } from 'node:http';
import { type Protocol, speak } from '../support/provider-events.ts';
import { streamedDeltas } from './streamed-text.ts';

const [count = 5000, rate = 0] = process.argv.slice(2).map(Number);
const deltas = streamedDeltas(count);

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const protocol: Protocol = request.url?.startsWith('/v1/messages') ? 'anthropic' : 'compatible';
    const events = speak(protocol, { text: deltas }, 'bench').map(
      ({ event, data }) => `${event === '' ? '' : `event: ${event}\n`}data: ${data}\n\n`,
    );
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    if (rate === 0) response.end(events.join(''));
    else pour(response, events);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});

/** As many events as are due by the clock, so that late timers do not slow the stream. */
function pour(response: ServerResponse, events: readonly string[]): void {
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(events.length, Math.ceil(((performance.now() - began) / 1000) * rate));
    for (; sent < due; sent += 1) response.write(events[sent]);
    if (sent < events.length) return;
    clearInterval(timer);
    response.end();
  }, 1000 / rate);
}
