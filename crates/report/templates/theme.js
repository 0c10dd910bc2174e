// Switches between light and dark; without it a page follows the system.
"use strict";
{
  const button = document.querySelector("[data-theme-switch]");
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const name = () => { button.textContent = dark() ? "☀ light" : "☾ dark"; };
  // What was chosen on one page holds on the others, where the browser keeps it.
  try { Object.assign(document.documentElement.dataset, localStorage.theme ? { theme: localStorage.theme } : {}); } catch { /* It does not. */ }
  button.hidden = false;
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.theme = document.documentElement.dataset.theme; } catch { /* It is forgotten. */ }
    name();
  });
  name();
}
