// Shortcuts of the scorecard: 1 to 5 and 0 rate the row that has the focus, Left and Right on a level go to the row
// before and after, Alt with Up and Down does it from a text too, Ctrl and Enter submit. Up and Down choose a level,
// as in every group of radio buttons. They can be switched off, which this browser remembers.
"use strict";

(() => {
  const SWITCH = "rubrika-keys";
  const box = document.getElementById("keys-on");
  const remembered = () => { try { return localStorage.getItem(SWITCH); } catch { return null; } };

  if (box) {
    box.checked = remembered() !== "off";
    box.addEventListener("change", () => {
      try { localStorage.setItem(SWITCH, box.checked ? "on" : "off"); } catch { /* only for this page then */ }
    });
  }

  function rate(row, key) {
    const choice = row.querySelector(`input[type=radio][data-key="${key}"], input[id^="level-"][id$="-${key}"]`);
    if (!choice || choice.disabled) return false;
    choice.click();
    choice.focus();
    return true;
  }

  // The first control of the row before or after; its chosen level when it has one.
  function step(row, way) {
    const rows = [...document.querySelectorAll("fieldset.rk-rate")].filter((one) => one.checkVisibility?.() ?? true);
    const next = rows[rows.indexOf(row) + way];
    const target = next?.querySelector(":is(.rk-scale, .rk-levels) input:checked") ?? next?.querySelector("input[type=radio], textarea");
    target?.focus();
    return Boolean(target);
  }

  // On the group sheet: the same competency of the candidate before or after.
  function across(row, way) {
    const rows = [...document.querySelectorAll(`fieldset[data-item="${row.dataset.item}"]:enabled`)];
    const next = rows[rows.indexOf(row) + way];
    const target = next?.querySelector("input:checked") ?? next?.querySelector("input");
    target?.focus();
    return Boolean(target);
  }

  const MOVES = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
  const isLevel = (field) => field.matches("input[type=radio][name^=level-]");
  const moves = (event) => (event.altKey ? /^Arrow(Up|Down)$/ : /^Arrow(Left|Right)$/).test(event.key) && (event.altKey || isLevel(event.target));

  function answer(event) {
    const form = event.target.form ?? event.target.closest?.("form") ?? null;
    if (event.ctrlKey && event.key === "Enter") {
      const submit = document.querySelector(`[data-submits="${form?.id ?? "card"}"]`) ?? document.getElementById("submit");
      submit?.click();
      return Boolean(submit);
    }
    const row = event.target.closest?.("fieldset.rk-rate");
    if (!row) return false;
    if (moves(event) && !event.ctrlKey && !event.metaKey) return event.altKey || !row.dataset.item ? step(row, MOVES[event.key]) : across(row, MOVES[event.key]);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=text]")) return false;
    return /^[0-5]$/.test(event.key) && rate(row, event.key);
  }

  document.addEventListener("keydown", (event) => {
    if (box?.checked === false) return;
    if (answer(event)) event.preventDefault();
  });
})();
