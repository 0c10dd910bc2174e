// The switches of an incident's page: which replay stands beside the deployed one.
{
  const data = JSON.parse(document.getElementById("replays-data").textContent);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  all("[data-live]").forEach((node) => { node.hidden = false; });
  const switches = all('input[name="fix"]'), arms = one("[data-arm]");
  const choices = new Choices(data);
  const replays = new Replays(data, document);
  const deployed = data.replays[0];
  let other = deployed, talk = 0;

  const transcript = () => {
    const messages = (talk ? other : deployed).transcript.map((place) => data.messages[place]);
    const list = make("dl", {}, ...messages.flatMap(({ who, says }) => [make("dt", {}, who), make("dd", who === "tool error" ? { class: "error" } : {}, says)]));
    one("[data-transcript]").replaceChildren(list);
    all("[data-talk]").forEach((button) => button.setAttribute("aria-pressed", Number(button.dataset.talk) === talk));
  };
  const outcome = (text) => { one("[data-outcome]").textContent = text; };

  // Shows a replay everywhere on the page.
  const show = (replay) => {
    other = replay;
    replays.show(deployed, replay);
    all("[data-head]").forEach((head) => { head.textContent = replay.arm; head.hidden = replay === deployed; });
    all("[data-invariant]").forEach((row, place) => {
      const cell = row.querySelector("[data-cell]"), { sign, name, says } = replay.verdicts[place];
      cell.replaceChildren(`${sign} `, make("b", {}, name), ` ${says}`);
      cell.hidden = replay === deployed;
    });
    all("[data-cost]").forEach((row, place) => {
      row.querySelector("[data-left]").textContent = deployed.cost[place];
      row.querySelector("[data-right]").textContent = replay === deployed ? "" : replay.cost[place];
    });
    const both = replay === deployed ? [deployed] : [deployed, replay];
    disagreements(one("[data-disagreements]"), both);
    one("[data-noticed]").replaceChildren(...both.map(({ arm, noticed }) => make("li", {}, make("b", {}, arm), `: ${noticed}`)));
    const options = both.map(({ arm }) => ` --arm ${arm}`).join("");
    one("[data-command]").textContent = one("[data-command]").textContent.replace(/( --arm .*)?$/, options);
    const [sign, says] = replay.stands;
    outcome(`${sign} ${replay.arm} ${says}.`);
    transcript();
  };
  // Keeps the set in the address, so that it can be passed on; a page on a disk may not allow it.
  const linkTo = (fixes) => {
    try { history.replaceState(null, "", `#fixes=${fixes.join(",")}`); } catch { /* The address stays. */ }
  };
  const chosen = () => switches.filter((box) => box.checked).map((box) => box.value);
  const switched = () => {
    const fixes = chosen(), replay = choices.of(fixes);
    if (arms) arms.value = "";
    linkTo(fixes);
    show(replay ?? deployed);
    if (replay) return;
    outcome(`? This set is not on this page, and only the deployed replay is shown: seamripper replay ${data.command} --fix ${fixes.join(",")}`);
  };
  const set = (fixes) => {
    switches.forEach((box) => { box.checked = fixes.includes(box.value); });
    switched();
  };
  switches.forEach((box) => box.addEventListener("change", switched));
  all("[data-set]").forEach((button) => button.addEventListener("click", () => set(button.dataset.set === "all" ? data.fixes : [])));
  arms?.addEventListener("change", () => {
    const replay = choices.arms.get(arms.value);
    if (!replay) return switched();
    switches.forEach((box) => { box.checked = replay.fixes.includes(box.value); });
    show(replay);
  });
  all("[data-talk]").forEach((button) => button.addEventListener("click", () => { talk = Number(button.dataset.talk); transcript(); }));
  all("[data-moment]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    if (link.dataset.pane === "1") set(data.fixes);
    replays.goTo(Number(link.dataset.pane), Number(link.dataset.moment));
  }));
  // A link may name the fixes that are on: #fixes=one,two
  const linked = () => {
    const fixes = /^#fixes=([\w.,-]*)$/.exec(location.hash);
    if (!fixes) return false;
    set(fixes[1].split(",").filter((fix) => data.fixes.includes(fix)));
    document.getElementById("replays").scrollIntoView();
    return true;
  };
  addEventListener("hashchange", linked);
  all('a[href^="#fixes="]').forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    set(link.getAttribute("href").slice("#fixes=".length).split(","));
    document.getElementById("replays").scrollIntoView();
  }));
  if (!linked()) {
    switches.forEach((box) => { box.checked = true; });
    show(choices.of(data.fixes) ?? deployed);
  }
}
