// Looks at the pages of `seamripper report` in a real browser: switches, keyboard, widths, light and
// dark, accessibility, print, and that no text of a scenario becomes markup.
//
//     node check.mjs BINARY [CHROMIUM]
//
// Prints a line for each check, and exits with 1 if one failed.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [binary, browserPath = "/usr/bin/chromium"] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "seamripper-pages-"));
const WIDTHS = [1440, 1024, 390], SCHEMES = ["light", "dark"];
const MOST_BYTES = 1.5 * 1024 * 1024, MOST_SETS = 16;
let failed = 0;

const check = (what, wrong) => {
  const list = Array.isArray(wrong) ? wrong : wrong ? [wrong] : [];
  console.log(`${list.length ? "FAILED" : "ok"}  ${what}`);
  list.slice(0, 12).forEach((line) => console.log(`        ${typeof line === "string" ? line : JSON.stringify(line)}`));
  if (list.length) failed += 1;
};
const run = (...words) => execFileSync(binary, words, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
// A replay that breaks what its file does not expect exits with 1 and still prints.
const replayed = (...words) => {
  try { return JSON.parse(run("replay", ...words, "--format", "json")); } catch (error) { return JSON.parse(error.stdout); }
};
const pagesOf = (root) => readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".html")).map((name) => join(root, name)).sort();

const site = join(folder, "site");
run("report", "--out", site);
const pages = pagesOf(site);
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// Opens a page, and notes whatever it says, asks for, or throws.
const noise = [];
const open = async (path, { width = 1440, scheme = "light", hash = "" } = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const name = relative(folder, path);
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) noise.push(`${name}: ${message.text()}`); });
  page.on("pageerror", (error) => noise.push(`${name}: ${error}`));
  page.on("dialog", (dialog) => { noise.push(`${name}: dialog`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith("file:")) noise.push(`${name}: asks for ${request.url()}`); });
  await page.goto(pathToFileURL(path).href + hash);
  return page;
};
const done = (page) => page.context().close();
const kind = (path) => relative(site, path).split("/")[0];

// --- sizes and layout
check(`each of ${pages.length} pages is under 1.5 MB`, pages.filter((path) => statSync(path).size > MOST_BYTES).map((path) => `${relative(site, path)} has ${statSync(path).size} bytes`));
const wide = [];
for (const path of pages) {
  const page = await open(path);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) wide.push(`${relative(site, path)} is ${over} pixels too wide at ${width}`);
  }
  await done(page);
}
check(`no page scrolls sideways at ${WIDTHS.join(", ")} pixels`, wide);

// --- accessibility: every page once, and one of each kind in all widths and schemes
const violations = [];
const audit = async (page, name) => {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const { id, nodes } of found) violations.push(`${name}: ${id}: ${nodes[0].html.slice(0, 140)} (${nodes.length})`);
};
const unfolded = async (page) => page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
const seen = new Set();
for (const path of pages) {
  const first = !seen.has(kind(path));
  seen.add(kind(path));
  for (const width of first ? WIDTHS : [1440]) for (const scheme of first ? SCHEMES : ["light"]) {
    const page = await open(path, { width, scheme });
    await unfolded(page);
    await audit(page, `${relative(site, path)} ${width} ${scheme}`);
    await done(page);
  }
}
check("axe-core finds nothing on any page", violations);

// --- switches: every set of fixes shows what a replay of that set prints
const wrong = [];
let tried = 0;
for (const path of pages.filter((path) => kind(path) === "incidents")) {
  const id = path.split("/").pop().replace(/\.html$/, "");
  const page = await open(path);
  const fixes = await page.$$eval('input[name="fix"]', (boxes) => boxes.map((box) => box.value));
  const count = 1 << fixes.length, step = Math.max(1, Math.floor(count / MOST_SETS));
  for (let set = 0; set < count; set += step) {
    const on = fixes.filter((_, place) => set >> place & 1);
    for (const fix of fixes) await page.locator(`input[name="fix"][value="${fix}"]`).setChecked(on.includes(fix));
    const shown = await page.$$eval("[data-invariant]", (rows) => rows.map((row) => {
      const other = row.querySelector("[data-cell]");
      return (other.hidden ? row.children[1] : other).querySelector("b").textContent;
    }));
    const arm = on.length ? on.join("+") : "deployed";
    const expected = replayed(id, "--arm", arm).arms[0].invariants.map(({ verdict }) => verdict);
    const title = await page.locator('[data-pane-number="1"] h3').textContent();
    if (JSON.stringify(shown) !== JSON.stringify(expected)) wrong.push(`${id} ${arm}: shows ${shown}, is ${expected}`);
    if (on.length && !title.startsWith(on.length === fixes.length ? "resolved" : arm)) wrong.push(`${id} ${arm}: titled ${title}`);
    tried += 1;
  }
  const arms = await page.$$eval("[data-arm] option", (options) => options.map((option) => option.value).filter(Boolean));
  for (const arm of arms) {
    await page.locator("[data-arm]").selectOption(arm);
    const shown = await page.$$eval("[data-cell] b", (cells) => cells.map((cell) => cell.textContent));
    const expected = replayed(id, "--arm", arm).arms[0].invariants.map(({ verdict }) => verdict);
    if (JSON.stringify(shown) !== JSON.stringify(expected)) wrong.push(`${id} ${arm}: shows ${shown}, is ${expected}`);
    tried += 1;
  }
  await done(page);
}
check(`${tried} sets of fixes and set-ups show what their replays print`, wrong);

// --- links, ties, folds, scale and zoom
let folding;
{
  const path = pages.find((path) => kind(path) === "incidents");
  let page = await open(path);
  const fixes = await page.$$eval('input[name="fix"]', (boxes) => boxes.map((box) => box.value));
  await done(page);
  page = await open(path, { hash: `#fixes=${fixes[0]}` });
  const on = await page.$$eval('input[name="fix"]:checked', (boxes) => boxes.map((box) => box.value));
  check("a link to a set of fixes switches them on", on.join() === fixes[0] ? [] : `it has ${on}`);
  await page.locator('[data-set="all"]').click();
  const link = page.locator(`a[href="#fixes=${fixes[0]}"]`).first();
  if (await link.count()) await link.click();
  const again = await page.$$eval('input[name="fix"]:checked', (boxes) => boxes.map((box) => box.value));
  check("and does so again", !(await link.count()) || again.join() === fixes[0] ? [] : `it has ${again}`);
  check("the address names the set", decodeURIComponent(page.url()).endsWith(`#fixes=${again.join(",")}`) ? [] : page.url());
  await page.locator(".ties a").first().click();
  const detail = await page.locator('[data-pane-number="0"] .detail').textContent();
  check("a part of the story leads to its moment", /broken|disagreement|No moment/.test(detail) && !detail.includes("No moment") ? [] : detail);
  await done(page);
  let folds = 0;
  for (const candidate of pages.filter((path) => kind(path) === "incidents")) {
    page = await open(candidate);
    folds = await page.locator('[data-pane-number="0"] .fold button').count();
    folding = candidate;
    if (folds) break;
    await done(page);
  }
  const before = await page.locator('[data-pane-number="0"] .moments li').count();
  folds = await page.locator('[data-pane-number="0"] .fold button').count();
  if (folds) await page.locator('[data-pane-number="0"] .fold button').first().click();
  const after = await page.locator('[data-pane-number="0"] .moments li').count();
  check("a fold opens", folds && after > before ? [] : `${folds} folds, ${before} rows before and ${after} after`);
  const width = () => page.locator('[data-pane-number="0"] svg').evaluate((svg) => Number(svg.getAttribute("width")));
  const narrow = await width();
  await page.locator('[data-zoom="in"]').click();
  check("zoom widens the timelines", (await width()) > narrow ? [] : `${narrow} before, ${await width()} after`);
  await page.locator("[data-scale]").click();
  check("true time is drawn", (await page.locator('[data-pane-number="0"] svg .moment').count()) > 0 ? [] : "nothing is drawn");
  await done(page);
}

// --- keyboard alone
{
  const page = await open(pages.find((path) => kind(path) === "incidents"));
  const tabTo = async (fits) => {
    for (let presses = 0; presses < 400; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(fits)) return true;
    }
    return false;
  };
  const reached = await tabTo(() => document.activeElement.name === "fix");
  const title = await page.locator('[data-pane-number="1"] h3').textContent();
  await page.keyboard.press("Space");
  check("the keyboard reaches a switch and throws it", reached && (await page.locator('[data-pane-number="1"] h3').textContent()) !== title ? [] : "the replay stayed");
  const timeline = await tabTo(() => document.activeElement.className === "scroll");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const first = await page.locator('[data-pane-number="0"] .detail').textContent();
  await page.keyboard.press("End");
  const last = await page.locator('[data-pane-number="0"] .detail').textContent();
  check("arrow keys go from moment to moment", timeline && first !== last && !first.includes("No moment") ? [] : `${first} | ${last}`);
  const listed = await tabTo(() => document.activeElement.closest(".moments") !== null);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  const focused = await page.evaluate(() => document.activeElement.closest("li")?.classList.contains("chosen"));
  await done(page);
  const crowded = await open(folding);
  await crowded.locator('[data-pane-number="0"] .scroll').focus();
  const rows = () => crowded.locator('[data-pane-number="0"] .moments li').count();
  const closed = await rows();
  for (let presses = 0; presses < 400 && (await rows()) === closed; presses += 1) {
    await crowded.keyboard.press("ArrowRight");
    if (/Enter opens it/.test(await crowded.locator('[data-pane-number="0"] .detail').textContent())) await crowded.keyboard.press("Enter");
  }
  check("a fold opens by keys in a timeline", (await rows()) > closed ? [] : `${closed} rows before and after`);
  await done(crowded);
  check("the list of moments works by keys", listed && focused ? [] : "the focus was lost");
}

// --- the participant's page
{
  const spoilers = [];
  for (const path of pages.filter((path) => kind(path) === "workshop")) {
    const text = readFileSync(path, "utf8");
    const incident = readFileSync(pages.filter((path) => kind(path) === "incidents").find((candidate) => readFileSync(candidate, "utf8").includes(`../workshop/${path.split("/").pop()}"`)), "utf8");
    const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(incident)[1], lesson = /<p class="sentence"[^>]*>(.*?)<\/p>/s.exec(incident)[1];
    for (const part of [title, lesson, ...[...incident.matchAll(/<h3>(?:Incident|Root cause|Detection gap|Resolution)<\/h3><p[^>]*>(.*?)<\/p>/gs)].map((match) => match[1])]) {
      if (text.includes(part)) spoilers.push(`${relative(site, path)}: ${part.slice(0, 80)}`);
    }
  }
  check("no participant's page gives the answer away, in its text or its source", spoilers);
  const page = await open(pages.find((path) => kind(path) === "workshop"));
  await page.locator("[data-hint] summary").first().click();
  check("a hint unfolds", (await page.locator("[data-hint] p").first().textContent()).length > 3 ? [] : "it is empty");
  check("the result is hidden before a choice", (await page.locator("[data-result]").isVisible()) ? "it is shown" : []);
  await page.locator('input[name="fix"]').first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  const outcome = await page.locator("[data-outcome]").textContent();
  check("a choice made by keys shows its result", (await page.locator("[data-result]").isVisible()) && /^[✔✘]/.test(outcome) ? [] : outcome);
  check("a choice that is made stands", (await page.locator('input[name="fix"]').first().isDisabled()) ? [] : "it can be changed");
  await audit(page, "a participant's result");
  await page.locator("[data-again]").click();
  check("and another can be made", (await page.locator('input[name="fix"]').first().isDisabled()) ? "it cannot" : []);
  check("axe-core finds nothing on a participant's result", violations.filter((line) => line.startsWith("a participant")));
  await done(page);
}

// --- print
{
  const page = await open(pages.find((path) => kind(path) === "incidents"));
  await page.emulateMedia({ media: "print" });
  check("switches are not printed", (await page.locator(".switches").isVisible()) ? "they are" : []);
  const pdf = await page.pdf({ format: "A4" });
  check("a page prints", pdf.length > 20_000 ? [] : `${pdf.length} bytes`);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const cut = await page.$$eval(".pane:not([hidden]) svg", (all) => all.map((svg) => Number(svg.getAttribute("width"))).filter((width) => width > 560));
  check("a printed timeline fits the sheet", cut);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
  const paper = await page.evaluate(() => { const style = getComputedStyle(document.documentElement); return ["--page", "--bad-back", "--bar-faint", "--strong-rule"].map((name) => style.getPropertyValue(name).trim()); });
  check("paper is light whatever the screen is", paper.some((colour) => /^#[0-5]/.test(colour)) ? paper.join() : []);
  await done(page);
}

// --- grey: whatever is coloured says it by a sign, too
{
  const mute = [];
  for (const path of pages) {
    const page = await open(path);
    mute.push(...(await page.$$eval(".good, .bad", (nodes) => nodes.filter((node) => node.namespaceURI.endsWith("xhtml") && node.offsetParent && !/[✔✘◆≠?]|answer|error/.test(node.textContent)).map((node) => node.outerHTML.slice(0, 120)))).map((html) => `${relative(site, path)}: ${html}`));
    await done(page);
  }
  check("colour never stands alone", mute);
}

// --- hostile texts
{
  const payloads = ["</script><script>window.pwned=1</script>", "\"><img src=x onerror=window.pwned=1>", "'><svg onload=window.pwned=1>", "{{7*7}}${window.pwned=1}", "<!--<script>window.pwned=1", "javascript:window.pwned=1", "&lt;b&gt;<b id=pwned>&amp;", "]]><iframe srcdoc='<script>parent.pwned=1</script>'>", "\u2028\u2029\u202e<style>*{display:none}</style>"];
  let number = 0;
  const source = readFileSync(new URL("hostile.ron", import.meta.url), "utf8").replace(/"@"/g, () => {
    const payload = `T${number} ${payloads[number % payloads.length]}`;
    number += 1;
    return `"${payload.replace(/[\\"]/g, "\\$&")}"`;
  });
  const file = join(folder, "hostile.ron"), hostile = join(folder, "hostile");
  writeFileSync(file, source);
  run("report", file, "--out", hostile);
  const owned = [], read = new Set();
  for (const path of pagesOf(hostile)) {
    const page = await open(path);
    await unfolded(page);
    for (const box of await page.$$('input[name="fix"]')) if (await box.isVisible()) await box.click();
    if (await page.$("[data-arm]")) await page.selectOption("[data-arm]", "no-jam");
    if (await page.$("[data-choice]")) await page.locator('[type="submit"]').click();
    for (const button of await page.$$(".moments button")) { if (await button.isVisible().catch(() => false)) await button.click(); }
    await page.waitForTimeout(100);
    const found = await page.evaluate(() => ({
      pwned: window.pwned ?? document.getElementById("pwned")?.outerHTML,
      foreign: [...document.querySelectorAll("img, iframe, object, embed, link, b[id], main style, main script, [onerror], [onload], a[href^='javascript']")].map((node) => node.outerHTML),
      scripts: document.scripts.length,
      text: document.documentElement.textContent,
    }));
    if (found.pwned || found.foreign.length || found.scripts > 2) owned.push({ path: relative(folder, path), ...found, text: undefined });
    for (const [, text] of found.text.matchAll(/\bT(\d+) /g)) read.add(Number(text));
    await audit(page, `hostile ${relative(hostile, path)}`);
    await done(page);
  }
  check(`${number} hostile texts stay texts`, owned);
  const shown = [...Array(number).keys()].filter((text) => read.has(text));
  check("and those that pages speak of are shown", shown.length >= 20 ? [] : `${shown.length} of ${number}`);
  check("axe-core finds nothing on hostile pages", violations.filter((line) => line.startsWith("hostile")));
}

check("no page complains, and none asks the network", noise);
await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(failed ? `${failed} checks failed` : "all checks passed");
process.exit(failed ? 1 : 0);
