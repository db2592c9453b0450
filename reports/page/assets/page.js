"use strict";
// What every page of the house can do: change its colours, copy a command, hand on its result, and open everything for paper.

const page = {
  data: JSON.parse(document.getElementById("data")?.textContent ?? "null"),
  repainted: [], // called when colours have changed
  printed: [], // called with true before the page goes on paper, and with false after it

  dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },

  themed() {
    document.getElementById("theme").textContent = page.dark() ? "Light" : "Dark";
    for (const repaint of page.repainted) repaint();
  },

  // Without what could disorder a page, as the server's own text is.
  visible(words) { return String(words).replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd"); },

  // Buttons beside commands, and the download; again after a part of the page was replaced.
  dress() {
    for (const command of document.querySelectorAll(".command:not(:has(button))")) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(command.querySelector("code").textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      if (navigator.clipboard) command.append(button);
    }
  },
};

document.getElementById("theme").addEventListener("click", () => {
  const theme = page.dark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("reprise-theme", theme); } catch { /* a browser may keep nothing for a file */ }
  page.themed();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", page.themed);

// Paper is light, and all details are open on it; afterwards all is as it was.
let before;
addEventListener("beforeprint", () => {
  before = { theme: document.documentElement.dataset.theme, closed: [...document.querySelectorAll("details:not([open])")] };
  document.documentElement.dataset.theme = "light";
  for (const details of before.closed) details.open = true;
  for (const print of page.printed) print(true);
});
addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = before.theme ?? "";
  for (const details of before.closed) details.open = false;
  for (const print of page.printed) print(false);
});

page.dress();
page.themed();
