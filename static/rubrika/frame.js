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

// Where the log-in page is, for who is logged out: a request goes there by itself and must not bring it into this page.
const failures = document.getElementById("failures")?.content;
const entrance = failures?.querySelector("a").getAttribute("href").split("?")[0];
const isEntrance = (xhr) => xhr.responseURL !== "" && new URL(xhr.responseURL).pathname === entrance;

// A server's refusal (4xx) still carries the part that explains it: swap it in.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (isEntrance(event.detail.xhr)) {
    event.detail.shouldSwap = false;
    event.detail.isError = true;
  }
});

// An answer that is none is told, once: the page stays as it is, with what was typed.
const toldOf = () => document.querySelector("#messages > [data-why]");

function tellFailure(event) {
  const why = isEntrance(event.detail.xhr) ? "entrance" : "failed";
  if (toldOf()?.dataset.why === why) return;
  toldOf()?.remove();
  document.getElementById("messages").append(failures.querySelector(`[data-why="${why}"]`).cloneNode(true));
}

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(failure, tellFailure);
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) toldOf()?.remove(); });

// After a refused form the list of what to mend gets the focus, so that a screen reader starts there; a form of one field
// has no list, and the field gets it.
const firstOf = (root) => root.querySelector("[data-focus]");
const begin = () => (firstOf(document) ?? document.querySelector("main .is-invalid"))?.focus();
document.addEventListener("DOMContentLoaded", begin);
addEventListener("load", () => { if (document.activeElement === document.body) begin(); }); // a #part of the address took it
document.addEventListener("htmx:afterSettle", (event) => firstOf(event.target)?.focus());

// A second press while the answer to the first is awaited would do the act twice: another letter, another call. It is let
// through again after a while, since nobody tells the page that its own loading was stopped.
const AGAIN = 20_000; // ms
let sent = new WeakSet();
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), AGAIN);
});
addEventListener("pageshow", () => { sent = new WeakSet(); });

// Words typed in one form are gone when another form of the page is sent or a link is followed: the browser asks first.
// Forms that keep what is typed by themselves are not asked about, nor are links that leave the page where it is.
const ELSEWHERE = "a[href^='mailto:'], a[href^='tel:'], a[download], a[target=_blank]";
let going = null; // the form on its way, whose words arrive
let staying = false;

function isTyped(field) {
  return field.matches("textarea, input[type=text]") && field.value.trim() !== "" && field.value !== field.defaultValue;
}

function losesWords(form) {
  if (form === going || form.getAttribute("method") !== "post" || "place" in form.dataset) return false;
  return [...form.elements].some(isTyped);
}

addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  going = event.target;
  setTimeout(() => { going = null; }, AGAIN); // its answer was a file, or its loading was stopped
});
addEventListener("click", (event) => {
  if (!event.target.closest?.(ELSEWHERE)) return;
  staying = true;
  setTimeout(() => { staying = false; }, 1000);
});
addEventListener("beforeunload", (event) => {
  if (staying || ![...document.forms].some(losesWords)) return;
  event.preventDefault();
  setTimeout(() => { going = null; sent = new WeakSet(); }); // runs only for who stays, and may press again
});
