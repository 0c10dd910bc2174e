// The page of a workshop: hints unfold on demand, and the result is shown once a choice is made.
{
  const one = (selector) => document.querySelector(selector);
  const bytes = Uint8Array.from(atob(one("#sealed").textContent.trim()), (letter) => letter.charCodeAt(0));
  const sealed = JSON.parse(new TextDecoder().decode(bytes));
  const { data } = sealed;
  const deployed = data.replays[0];
  const choices = new Choices(data);
  let replays;

  for (const hint of document.querySelectorAll("[data-hint]")) {
    hint.addEventListener("toggle", () => {
      const lines = sealed.hints[Number(hint.dataset.hint)].map((line) => make("p", {}, line));
      hint.querySelector("div").replaceChildren(...lines);
    });
  }

  const form = one("[data-choice]"), boxes = [...form.querySelectorAll('input[name="fix"]')];
  const reveal = (replay) => {
    one("[data-result]").hidden = false;
    const [sign, says] = replay.stands;
    one("[data-outcome]").textContent = `${sign} With your fixes it ${says}.`;
    one("[data-verdicts]").replaceChildren(...sealed.invariants.map((says, place) => {
      const cell = ({ sign, name, says }) => make("td", {}, `${sign} `, make("b", {}, name), ` ${says}`);
      return make("tr", {}, make("th", { scope: "row" }, says), cell(deployed.verdicts[place]), cell(replay.verdicts[place]));
    }));
    one("[data-smallest]").textContent = sealed.smallest.length ? `Smallest sets under which nothing broke: ${sealed.smallest.map((set) => set || "no fix").join(" · ")}. Each ${sealed.proof}.` : "";
    replays ??= new Replays(data, document);
    replays.show(deployed, replay);
    disagreements(one("[data-disagreements]"), replay === deployed ? [deployed] : [deployed, replay]);
    one("[data-title]").textContent = sealed.title;
    one("[data-story]").replaceChildren(...sealed.story.map(([title, says]) => make("div", {}, make("h4", {}, title), make("p", {}, says))));
    one("[data-page]").href = sealed.page;
    one("#result").focus();
  };
  const commit = (isMade) => {
    boxes.forEach((box) => { box.disabled = isMade; });
    form.querySelector('[type="submit"]').disabled = isMade;
    one("[data-again]").hidden = !isMade;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fixes = boxes.filter((box) => box.checked).map((box) => box.value);
    const replay = choices.of(fixes);
    if (!replay) {
      one("[data-outcome]").textContent = "? This set is not on this page. Choose one fix, all but one, none or all.";
      return;
    }
    commit(true);
    reveal(replay);
  });
  one("[data-again]").addEventListener("click", () => { commit(false); boxes[0]?.focus(); });
}
