// The grid's editor: sums of weights as one types, rows moved without a reload, a word about what is not saved yet.
// Without this file the page works the same: the sums are computed at each save and the arrows are submit buttons.
"use strict";

const form = document.getElementById("editor");
const rows = document.getElementById("grid-rows");

function number(text) {
  const value = Number(text.trim().replace(",", "."));
  return Number.isFinite(value) ? value : 0;
}

function sum(supplement) {
  let hundredths = 0;
  for (const row of rows.querySelectorAll("[data-row]")) {
    const isSupplement = row.querySelector("[data-section]").value === "supplement";
    if (isSupplement !== supplement || row.querySelector("[data-remove]").checked) continue;
    hundredths += Math.round(number(row.querySelector("[data-weight]").value) * 100);
  }
  return hundredths / 100;
}

function showSum(kind) {
  const total = sum(kind === "supplement");
  const written = total.toLocaleString(document.documentElement.lang, { useGrouping: false });
  for (const place of document.querySelectorAll(`[data-sum="${kind}"]`)) {
    place.querySelector("b").textContent = written;
    place.classList.toggle("rk-t-bad", total !== 100);
    for (const mark of place.querySelectorAll("[data-when]")) mark.hidden = (mark.dataset.when === "good") !== (total === 100);
  }
}

let unsaved = false;

function markUnsaved() {
  unsaved = true;
  document.getElementById("unsaved").hidden = false;
  document.getElementById("saved").hidden = true;
}

function renumber() {
  rows.querySelectorAll("[data-order]").forEach((input, place) => { input.value = place + 1; });
}

function move(button) {
  const row = button.closest("[data-row]");
  const up = button.dataset.move === "-1";
  const neighbour = up ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  neighbour[up ? "before" : "after"](row);
  renumber();
  markUnsaved();
  button.focus();
}

if (form && rows) {
  form.addEventListener("input", () => {
    showSum("main");
    showSum("supplement");
    markUnsaved();
  });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    move(button);
  });
}

const errors = document.getElementById("errors");
if (errors) errors.parentElement.focus();
