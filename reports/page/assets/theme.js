// Before anything is drawn: the colours that were chosen last, else those of the system.
"use strict";
document.documentElement.classList.add("scripted");
try {
  const chosen = localStorage.getItem("reprise-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* a browser may keep nothing for a file */ }
