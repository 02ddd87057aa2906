// The facilitator's clock counts down in the page; a note's field empties once the note is kept; an opened form stays
// open; what stood in a field that is gone, because somebody closed the debrief, is given back.
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
  if (!texts.length) return;
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

setInterval(tick, 1000);
tick();
