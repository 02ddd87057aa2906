// The facilitator's clock counts down in the page; a note's field empties once the note is kept; an opened form stays
// open; what stood in a field that is gone, because somebody closed the debrief, is given back; what was half typed when
// the log-in had ended stands there again after the next one.
"use strict";

const text = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function tick() {
  const clock = document.querySelector("[data-ends]");
  if (!clock) return;
  const seconds = Math.round((new Date(clock.dataset.ends) - Date.now()) / 1000);
  const shown = clock.querySelector("[data-clock]");
  const words = seconds > 0 ? `${clock.dataset.left} ${text(seconds)}` : clock.dataset.over;
  if (shown.textContent === words) return;
  // A screen reader hears the last minute and the end, not every second.
  shown.setAttribute("aria-live", seconds === 60 || seconds <= 0 ? "polite" : "off");
  shown.textContent = words;
  clock.classList.toggle("rk-t-bad", seconds <= 0);
}

let opened = [];
let written = [];

document.addEventListener("htmx:beforeSwap", () => {
  const fields = [...document.querySelectorAll("#live textarea")];
  written = fields.filter((one) => one.value.trim() && one.value !== one.defaultValue);
  opened = [...document.querySelectorAll("#live details[open]")].map((one) => one.id).filter(Boolean);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) {
    const again = document.getElementById(id);
    if (again) again.open = true;
  }
  giveBack(written.filter((one) => !document.getElementById(one.id)).map((one) => one.value));
  tick();
});

function giveBack(texts) {
  if (!texts.length || !document.getElementById("unkept")) return;
  const note = document.getElementById("unkept").content.firstElementChild.cloneNode(true);
  for (const words of texts) {
    const quote = document.createElement("blockquote");
    quote.dir = "auto";
    quote.className = "rk-kept text-break";
    quote.textContent = words;
    note.append(quote);
  }
  document.getElementById("debrief").before(note);
  note.focus();
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-clears]");
  if (!form || !event.detail.successful || event.detail.xhr.getResponseHeader("X-Refused")) return;
  form.reset();
});

// Kept for this tab alone, until the page is open again; another log-in in the same tab finds it gone.
const HALF_TYPED = "rubrika.debrief";

document.addEventListener("click", (event) => {
  if (!event.target.closest?.('[data-why="entrance"] a')) return;
  const forms = [...document.querySelectorAll("#live form")];
  const begun = forms.filter((form) => [...form.querySelectorAll("textarea")].some((one) => one.value.trim()));
  const fields = begun.flatMap((form) => [...form.querySelectorAll("textarea, select, input[id]:not([type=hidden])")]);
  const values = fields.map((one) => [one.id, one.value, one.tagName === "TEXTAREA"]);
  const { owner } = document.body.dataset;
  sessionStorage.setItem(HALF_TYPED, JSON.stringify({ owner, path: location.pathname, values }));
});

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(HALF_TYPED));
  sessionStorage.removeItem(HALF_TYPED);
  if (kept?.owner !== document.body.dataset.owner || kept.path !== location.pathname) return;
  const there = ([id]) => document.getElementById(id);
  for (const [id, value] of kept.values.filter(there)) {
    there([id]).value = value;
    there([id]).closest("details")?.setAttribute("open", "");
  }
  giveBack(kept.values.filter((one) => !there(one) && one[2] && one[1].trim()).map(([, value]) => value));
}

setInterval(tick, 1000);
tick();
putBack();
