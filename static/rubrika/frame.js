// Menus made of <details>: only one open at a time, Escape closes it and gives the focus back.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.rk-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.rk-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A server's refusal (4xx) still carries the part that explains it: swap it in.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// After a refused form the list of what to mend gets the focus, so that a screen reader starts there.
const focusFirst = (root) => root.querySelector("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", () => focusFirst(document));
document.addEventListener("htmx:afterSettle", (event) => focusFirst(event.target));
