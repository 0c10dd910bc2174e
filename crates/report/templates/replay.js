// Draws two replays beside each other: lanes, moments, and a band of truth against belief.
//
// The data is words and places (see site/data.rs); nothing here is put into words. All text enters
// the page as text. Both panes share one scale, so that the same moment stands in the same column.

const SVG = "http://www.w3.org/2000/svg";
const LANE = 30, TOP = 46, STRIP = 18, NARROW = 5, FOLD = 54, STEP = 22, PAPER = 520;
const SIGNS = { effect: "●", destruction: "✖", act: "◦", fault: "↯", refusal: "⊘", alert: "▲", deploy: "◇", belief: "○", end: "▪" };

// A fold narrows with the steps where these are narrow.
const foldWidth = (step) => Math.min(FOLD, step * 4);

const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};
const draw = (name, attributes = {}, text) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
};

// One replay with its moments looked up, and which of its folds are open.
class Course {
  constructor(data, replay) {
    this.replay = replay;
    this.moments = replay.moments.map((place) => data.moments[place]);
    this.folds = replay.folds.map(([from, to, says]) => ({ from, to, says, open: false }));
    this.marks = new Map();
    for (const mark of replay.marks) {
      this.marks.set(mark.moment, [...(this.marks.get(mark.moment) ?? []), mark]);
    }
  }
  // What is shown in order: moments by their place, and closed folds.
  items() {
    const items = [];
    for (let place = 0; place < this.moments.length; place++) {
      const fold = this.folds.find((fold) => !fold.open && fold.from <= place && place < fold.to);
      if (fold) {
        items.push({ fold, place });
        place = fold.to - 1;
      } else {
        items.push({ place });
      }
    }
    return items;
  }
  // Opens the fold that hides a moment, if one does.
  reveal(place) {
    for (const fold of this.folds) if (fold.from <= place && place < fold.to) fold.open = true;
  }
}

// The replays of a page by their sets of fixes and by the names of their arms.
class Choices {
  constructor(data) {
    this.fixes = data.fixes;
    this.sets = new Map(data.replays.slice(0, data.sets).map((replay) => [this.key(replay.fixes), replay]));
    this.arms = new Map(data.replays.slice(data.sets).map((replay) => [replay.arm, replay]));
  }
  key(fixes) { return this.fixes.filter((fix) => fixes.includes(fix)).join("+"); }
  of(fixes) { return this.sets.get(this.key(fixes)); }
}

// Where each moment of some courses stands: in equal steps, or by its time.
class Scale {
  constructor(courses, step, isTrue) {
    this.step = step;
    const times = courses.flatMap((course) => course.moments.map((moment) => moment.t));
    if (isTrue) {
      const first = Math.min(...times), last = Math.max(...times, first + 1);
      this.width = step * 24;
      this.at = (time) => 10 + (time - first) / (last - first) * (this.width - 20);
      return;
    }
    const widths = new Map();
    for (const course of courses) {
      const here = new Map();
      for (const { fold, place } of course.items()) {
        const time = course.moments[place].t;
        here.set(time, (here.get(time) ?? 0) + (fold ? foldWidth(step) + step : step));
      }
      for (const [time, width] of here) widths.set(time, Math.max(width, widths.get(time) ?? 0));
    }
    this.columns = [...widths.keys()].sort((a, b) => a - b);
    this.places = new Map();
    let x = step / 2 + 4;
    for (const time of this.columns) {
      this.places.set(time, x);
      x += widths.get(time);
    }
    this.width = x + step / 2;
  }
  // The place of a time that need not be a column.
  near(time) {
    if (this.at) return this.at(time);
    if (this.places.has(time)) return this.places.get(time);
    const after = this.columns.find((column) => column >= time);
    return after === undefined ? this.width - 2 : this.places.get(after);
  }
  // Places the items of a course; those of the same time stand one after another.
  placed(course) {
    let before, x;
    return course.items().map(({ fold, place }) => {
      const time = course.moments[place].t;
      if (this.at) return { fold, place, x: this.at(time) };
      x = time === before ? x + this.step : this.places.get(time);
      before = time;
      const item = { fold, place, x };
      if (fold) x += foldWidth(this.step);
      return item;
    });
  }
}

// One replay on the page.
class Pane {
  constructor(replays, number) {
    this.replays = replays;
    this.number = number;
    this.chosen = -1;
    this.title = make("h3");
    this.names = make("div", { class: "names", "aria-hidden": "true" });
    this.scroll = make("div", { class: "scroll", tabindex: "0", role: "group" });
    this.detail = make("div", { class: "detail", role: "status" });
    this.list = make("ol", { class: "moments" });
    this.root = make("div", { class: "pane", "data-pane-number": number },
      this.title, make("div", { class: "lanes" }, this.names, this.scroll), this.detail, this.list);
    this.scroll.addEventListener("keydown", (event) => this.key(event));
    this.scroll.addEventListener("scroll", () => replays.scrolled(this));
  }
  show(course) {
    this.course = course;
    // What the judges marked first is what to look at first.
    this.chosen = Math.min(...course.marks.keys(), Infinity);
    const { arm, fixes, why, elsewhere } = course.replay;
    const more = fixes.length && fixes.join("+") !== arm ? fixes.join(" + ") : fixes.length ? "" : "no fixes";
    this.title.replaceChildren(arm, make("span", { class: "small faint" }, more));
    if (why) this.title.append(make("span", { class: "small notice" }, `? inconclusive: ${why}`));
    if (elsewhere) this.title.append(make("span", { class: "small bad" }, `✘ ${elsewhere} broken in another conversation`));
    this.scroll.setAttribute("aria-label", `Timeline of ${arm}; arrow keys go from moment to moment`);
  }
  // Draws the lanes and the list anew.
  render(scale) {
    const { lanes } = this.replays.data;
    const bottom = TOP + lanes.length * LANE;
    this.names.replaceChildren(make("div", { style: `height:${TOP}px` }),
      ...lanes.map((lane) => make("div", { class: lane.kind, style: `height:${LANE}px`, title: lane.name }, lane.name)),
      ...["truth", "", "belief"].map((name) => make("div", { style: `height:${STRIP}px` }, name)));
    this.items = scale.placed(this.course);
    const height = bottom + 3 * STRIP + 4;
    const svg = draw("svg", { width: Math.ceil(scale.width), height, "aria-hidden": "true" });
    for (let lane = 0; lane < lanes.length; lane++) {
      const y = TOP + lane * LANE + LANE / 2;
      svg.append(draw("line", { class: "lane-line", x1: 0, x2: scale.width, y1: y, y2: y }));
    }
    this.line = draw("rect", { class: "chosen-line", y: 0, height, width: 0 });
    svg.append(this.line);
    this.busy(svg);
    this.band(svg, scale, bottom);
    this.axis(svg);
    for (const item of this.items) svg.append(item.fold ? this.folded(item, bottom) : this.moment(item, bottom));
    this.scroll.replaceChildren(svg);
    this.listed();
    this.choose(this.chosen, false);
  }
  y(lane) { return TOP + lane * LANE + LANE / 2; }
  at(place) {
    const item = this.items.find((item) => item.fold ? item.fold.from <= place && place < item.fold.to : item.place === place);
    return item ? item.x : 0;
  }
  // A bar on each lane from the first to the last moment of a call there.
  busy(svg) {
    const spans = new Map();
    for (const { fold, place, x } of this.items) {
      const moment = this.course.moments[place];
      if (fold || moment.call === undefined) continue;
      for (const lane of new Set([moment.from, moment.to])) {
        const kind = this.replays.data.lanes[lane].kind;
        if (kind !== "service" && kind !== "runtime") continue;
        const key = `${lane} ${moment.call}`;
        const span = spans.get(key) ?? { lane, from: x, to: x };
        spans.set(key, { ...span, to: x });
      }
    }
    for (const { lane, from, to } of spans.values()) {
      svg.append(draw("rect", { class: "busy", x: from - 4, y: this.y(lane) - 6, width: to - from + 8, height: 12, rx: 3 }));
    }
  }
  axis(svg) {
    let free = -1, before;
    for (const { place, x } of this.items) {
      const { at } = this.course.moments[place];
      if (at === before || x < free) continue;
      svg.append(draw("text", { class: "axis", x, y: 12 }, at));
      before = at;
      free = x + at.length * 6.5 + 8;
    }
  }
  moment({ place, x }, bottom) {
    const moment = this.course.moments[place];
    const group = draw("g", { class: `moment ${moment.look}` });
    group.append(draw("title", {}, `${moment.at}  ${moment.says}`));
    group.append(draw("rect", { class: "hit", x: x - this.replays.step / 2, y: 0, width: this.replays.step, height: bottom }));
    const [from, to] = [this.y(moment.from), this.y(moment.to)];
    if (from !== to) {
      const back = to > from ? -1 : 1;
      group.append(draw("line", { class: "arrow", x1: x, x2: x, y1: from, y2: to + 5 * back }));
      group.append(draw("path", { class: "head", d: `M${x - 4} ${to + 6 * back} L${x + 4} ${to + 6 * back} L${x} ${to} Z` }));
      if (moment.look === "failure") group.append(draw("text", { class: "sign", x, y: (from + to) / 2 }, "✕"));
    } else {
      group.append(draw("text", { class: "sign", x, y: from }, SIGNS[moment.look] ?? "◦"));
    }
    const marks = this.course.marks.get(place) ?? [];
    for (const [kind, sign, y] of [["disagreement", "◆", 21], ["break", "✘", 33]]) {
      const many = marks.filter((mark) => mark.kind === kind).length;
      if (!many) continue;
      group.append(draw("line", { class: `flag ${kind}`, x1: x, x2: x, y1: 36, y2: bottom }));
      group.append(draw("text", { class: `flag-sign ${kind}`, x, y }, many > 1 ? `${sign}×${many}` : sign));
    }
    group.addEventListener("click", () => this.choose(place, true));
    return group;
  }
  folded({ fold, x }, bottom) {
    const group = draw("g", { class: "moment" });
    group.append(draw("title", {}, fold.says));
    group.append(draw("rect", { class: `fold-box${fold === this.folding ? " chosen" : ""}`, x: x - 4, y: TOP - 12, width: this.replays.isTrue ? 6 : foldWidth(this.replays.step), height: bottom - TOP + 12 }));
    group.addEventListener("click", () => this.replays.open(this, fold));
    return group;
  }
  // What the services did above what the model believed, and where the two were apart.
  band(svg, scale, bottom) {
    const strips = [["truth", bottom], ["belief", bottom + 2 * STRIP]];
    for (const [name, y] of strips) {
      const changes = this.items.filter(({ fold, place }) => !fold && this.course.moments[place].strip === name);
      changes.forEach(({ place, x }, number) => {
        const next = changes[number + 1]?.x ?? scale.width;
        const says = this.course.moments[place].says;
        const group = draw("g", { class: "moment" });
        group.append(draw("title", {}, says));
        group.append(draw("rect", { class: `strip ${name}`, x, y: y + 2, width: Math.max(next - x - 1, 1), height: STRIP - 4 }));
        const letters = Math.floor((next - x - 8) / 5.6);
        if (letters > 3) group.append(draw("text", { class: "strip-text", x: x + 4, y: y + STRIP - 6 }, says.length > letters ? says.slice(0, letters - 1) + "…" : says));
        group.addEventListener("click", () => this.choose(place, true));
        svg.append(group);
      });
    }
    for (const [from, to] of this.course.replay.apart) {
      // Of several moments at that time, it begins with the one that the judges marked.
      const marked = [...this.course.marks.keys()].find((place) => this.course.moments[place].t === from);
      const [x, end] = [marked === undefined ? scale.near(from) : this.at(marked), scale.near(to)];
      const width = Math.max(end - x, 6), y = bottom + STRIP;
      svg.append(draw("rect", { class: "apart", x, y: y + 1, width, height: STRIP - 2 }));
      svg.append(draw("path", { class: "apart-edge", d: `M${x} ${y + STRIP - 1} V${y + 1} H${x + width}` }));
      svg.append(draw("text", { class: "apart-text", x: x + 4, y: y + STRIP - 5 }, width > 70 ? "≠ apart" : "≠"));
    }
  }
  listed() {
    const { lanes } = this.replays.data;
    const rows = this.items.filter(({ fold, place }) => fold || !this.course.moments[place].quiet).map(({ fold, place }) => {
      const moment = this.course.moments[place];
      const row = make("li", { class: fold ? "fold" : "", "data-place": place });
      const button = make("button", { type: "button", tabindex: "-1" }, make("time", {}, fold ? "" : moment.at));
      row.append(button);
      if (fold) {
        button.append(make("span", {}, fold.says));
        button.setAttribute("aria-expanded", "false");
        button.addEventListener("click", () => this.replays.open(this, fold));
        return row;
      }
      const side = [moment.from, moment.to].some((lane) => lanes[lane].kind === "service") ? "services" : "";
      button.append(make("span", { class: side }, moment.says));
      button.addEventListener("click", () => this.choose(place, true));
      for (const mark of this.course.marks.get(place) ?? []) {
        row.append(make("span", { class: `mark ${mark.kind === "break" ? "bad" : "notice"}` }, `${mark.kind === "break" ? "✘" : "◆"} ${mark.says}`));
      }
      return row;
    });
    this.list.replaceChildren(...rows);
    // One stop for the Tab key; arrow keys go on from there.
    this.list.querySelector("button")?.setAttribute("tabindex", "0");
    this.list.onkeydown = (event) => this.key(event, true);
  }
  choose(place, isAsked, inList = false) {
    this.chosen = place;
    const item = this.items.find((item) => item.place === place);
    this.folding = item?.fold;
    for (const row of this.list.children) row.classList.toggle("chosen", item !== undefined && Number(row.dataset.place) === place);
    if (!item) {
      this.line.setAttribute("width", 0);
      this.detail.replaceChildren(make("span", { class: "faint" }, "No moment is chosen."));
      return;
    }
    this.line.setAttribute("x", item.x - this.replays.step / 2);
    this.line.setAttribute("width", item.fold ? foldWidth(this.replays.step) + this.replays.step : this.replays.step);
    if (item.fold) {
      this.detail.replaceChildren(item.fold.says, make("br"), make("span", { class: "faint" }, "Enter opens it."));
    } else {
      this.detail.replaceChildren(...this.words(place));
    }
    if (!isAsked) return;
    const middle = item.x - this.scroll.clientWidth / 2;
    this.scroll.scrollLeft = middle;
    const row = this.list.querySelector(".chosen");
    if (!row) return;
    for (const button of this.list.querySelectorAll("button[tabindex='0']")) button.tabIndex = -1;
    row.firstChild.tabIndex = 0;
    if (inList) row.firstChild.focus();
    this.list.scrollTop = row.offsetTop - this.list.offsetTop - this.list.clientHeight / 2;
  }
  // A moment in words: when, between whom, what, and what the judges say of it.
  words(place) {
    const moment = this.course.moments[place], { lanes } = this.replays.data;
    const way = moment.from === moment.to ? lanes[moment.from].name : `${lanes[moment.from].name} → ${lanes[moment.to].name}`;
    const marks = (this.course.marks.get(place) ?? []).map((mark) => make("b", { class: mark.kind === "break" ? "bad" : "notice" }, ` ${mark.kind === "break" ? "✘" : "◆"} ${mark.says}`));
    return [make("span", { class: "mono" }, `${moment.at}  ${way}`), make("br"), moment.says, ...marks];
  }
  key(event, inList = false) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moments = this.items.filter((item) => item.fold || !(inList && this.course.moments[item.place].quiet));
    const now = moments.findIndex((item) => item.place === this.chosen);
    const last = moments.length - 1;
    const next = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: last }[event.key];
    if (next !== undefined) {
      const to = moments[Math.max(0, Math.min(last, next))];
      if (to) this.choose(to.place, true, inList);
    } else if (event.key === "Enter" && this.folding && !inList) {
      this.replays.open(this, this.folding, false);
    } else if (event.key === "+" || event.key === "=") {
      this.replays.zoom(1.5);
    } else if (event.key === "-") {
      this.replays.zoom(1 / 1.5);
    } else {
      return;
    }
    event.preventDefault();
  }
}

// Two panes with one scale, and the tools above them.
class Replays {
  constructor(data, root) {
    this.data = data;
    this.step = STEP;
    this.isTrue = false;
    this.root = root;
    this.panes = [new Pane(this, 0), new Pane(this, 1)];
    const box = root.querySelector("[data-panes]");
    box.append(...this.panes.map((pane) => pane.root));
    for (const button of root.querySelectorAll("[data-zoom]")) {
      const by = { in: 1.5, out: 1 / 1.5, fit: 0 }[button.dataset.zoom];
      button.addEventListener("click", () => this.zoom(by));
    }
    root.querySelector("[data-scale]").addEventListener("click", ({ currentTarget }) => {
      this.isTrue = !this.isTrue;
      currentTarget.setAttribute("aria-pressed", this.isTrue);
      this.render();
    });
    root.querySelector("[data-stack]").addEventListener("click", ({ currentTarget }) => {
      const isStacked = box.classList.toggle("stacked");
      currentTarget.setAttribute("aria-pressed", isStacked);
    });
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey || !event.target.closest(".scroll")) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
  }
  show(left, right) {
    this.panes[0].show(new Course(this.data, left));
    this.panes[1].show(new Course(this.data, right));
    this.panes[1].root.hidden = left === right;
    this.render();
    for (const pane of [...this.panes].reverse()) pane.choose(pane.chosen, true);
  }
  render() {
    const scale = new Scale(this.panes.map((pane) => pane.course), this.step, this.isTrue);
    for (const pane of this.panes) pane.render(scale);
    this.width = scale.width;
  }
  zoom(by) {
    const room = this.panes[0].scroll.clientWidth;
    const before = this.panes[0].scroll.scrollLeft + room / 2;
    const wanted = by === 0 ? this.step * room / this.width : this.step * by;
    const share = before / this.width;
    this.step = Math.max(NARROW, Math.min(this.isTrue ? 4000 : 120, wanted));
    this.render();
    this.panes[0].scroll.scrollLeft = share * this.width - room / 2;
  }
  open(pane, fold, inList = true) {
    fold.open = true;
    this.render();
    pane.choose(fold.from, true, inList);
  }
  // Makes both timelines as wide as a sheet of paper, and as they were again.
  print(isPrinted) {
    if (!this.width) return;
    if (isPrinted) {
      this.before = this.step;
      this.step = Math.max(1, Math.min(this.step, this.step * PAPER / this.width));
    } else {
      this.step = this.before ?? this.step;
    }
    this.render();
  }
  scrolled(from) {
    for (const pane of this.panes) {
      if (pane !== from && Math.abs(pane.scroll.scrollLeft - from.scroll.scrollLeft) > 1) pane.scroll.scrollLeft = from.scroll.scrollLeft;
    }
  }
  // Shows a moment, opening its fold if it is in one.
  goTo(number, place) {
    const pane = this.panes[number];
    pane.course.reveal(place);
    this.render();
    pane.choose(place, true);
    pane.scroll.focus({ preventScroll: true });
    pane.root.scrollIntoView({ block: "nearest" });
  }
}

// Lists where two replays first disagreed, as each party saw it.
const disagreements = (box, replays) => {
  box.replaceChildren(...replays.map(({ arm, disagreement }) => {
    const views = (disagreement?.views ?? []).flatMap(([who, what]) => [make("dt", {}, who), make("dd", {}, what)]);
    return make("div", {}, make("b", {}, arm), make("p", {}, disagreement?.headline ?? "✔ none: all agreed to the end"), make("dl", {}, ...views));
  }));
};
