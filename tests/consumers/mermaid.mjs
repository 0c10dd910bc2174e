// Reads diagrams with the real mermaid, and looks whether it understood each line as it was meant.
//
// What mermaid keeps of a message must be the text of its line, letter by letter: so no semicolon,
// hash or word in it has ended it early. Usage: node mermaid.mjs FILE...

import fs from 'node:fs';
import { JSDOM } from 'jsdom';

const page = new JSDOM('<!doctype html><body></body>');
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });

// What mermaid takes by default.
const MOST_LETTERS = 50_000;

const letter = (_, code) => String.fromCodePoint(Number(code));
/** Turns the entities of a diagram into letters. */
const written = (text) => text.replace(/#(\d+);/g, letter).trim();
/** Turns what mermaid makes of entities while it reads into letters. */
const read = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, letter).trim();

async function mistakes(file) {
  const text = fs.readFileSync(file, 'utf8');
  const wrong = [];
  if (text.length > MOST_LETTERS) wrong.push(`${text.length} letters`);
  const { diagramType } = await mermaid.parse(text);
  if (diagramType !== 'sequence') wrong.push(`it is read as ${diagramType}`);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const lines = text.split('\n');
  const said = lines
    .map((line) => /^ {4}(?:Note over [\w,]+|\w+-?-(?:>>|x)\w+): (.*)$/.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .map(written);
  const messages = db.getMessages().filter(({ message, from }) => typeof message === 'string' && from);
  const heard = messages.map(({ message }) => read(message));
  if (heard.length !== said.length) wrong.push(`${said.length} messages, ${heard.length} read`);
  said.forEach((text, place) => {
    if (heard[place] !== text) {
      wrong.push(`${JSON.stringify(text)} is read as ${JSON.stringify(heard[place])}`);
    }
  });
  const names = lines
    .map((line) => /^ {4}(?:participant|actor) \w+ as (.*)$/.exec(line)?.[1])
    .filter((name) => name !== undefined)
    .map(written);
  const actors = [...db.getActors().values()].map(({ description }) => read(description));
  if (JSON.stringify(names) !== JSON.stringify(actors)) wrong.push(`${names} are read as ${actors}`);
  return wrong;
}

let failed = false;
for (const file of process.argv.slice(2)) {
  const wrong = await mistakes(file).catch((error) => [error.message.split('\n')[0]]);
  for (const mistake of wrong) {
    console.error(`${file}: ${mistake}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
