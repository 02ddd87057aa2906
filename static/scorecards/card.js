// Saves the scorecard while it is written. The server keeps every version; this page only sends and reports.
"use strict";

const PAUSE = 1500; // ms without typing before a save
const RETRY = 5000; // ms between tries while the network is away

const form = document.getElementById("card");
const status = document.getElementById("save-state");
let changed = 0; // counts edits
let sent = 0; // the edit that the last save carried
let busy = false;
let halted = false; // a conflict or refusal waits for the person
let waiting = null; // the button pressed during a save
let timer = 0;

function say(state) {
  const words = document.getElementById("save-states").content.querySelector(`[data-state="${state}"]`);
  status.replaceChildren(...words.cloneNode(true).childNodes);
  status.classList.toggle("rk-t-warn", state === "offline");
  status.classList.toggle("rk-t-bad", state === "refused" || state === "entrance");
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function edited() {
  changed += 1;
  if (halted) return;
  if (!busy) say("waiting");
  later(PAUSE);
}

// Put each element of the answer in the place of the one with its id; the status line is changed from within.
function take(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const sprite = document.querySelector("body > svg[hidden]");
  for (const symbol of answer.querySelectorAll("symbol")) {
    if (!document.getElementById(symbol.id)) sprite.append(document.adoptNode(symbol));
  }
  for (const part of [...answer.body.children].filter((element) => element.id)) {
    const place = document.getElementById(part.id);
    if (part.id === "save-state") place.replaceChildren(...part.childNodes);
    else place?.replaceWith(part);
  }
}

async function save() {
  if (busy || halted || changed === sent) return;
  busy = true;
  const carried = changed;
  say("saving");
  try {
    report(await post(), carried);
  } catch {
    say("offline");
    later(RETRY);
  }
  busy = false;
  if (waiting) form.requestSubmit(waiting);
  else if (!halted && sent === carried && changed !== sent) later(PAUSE);
}

async function post() {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "autosave" },
    redirect: "manual",
  });
  return { code: answer.status, html: await answer.text() };
}

function report({ code, html }, carried) {
  if (code === 200) {
    status.classList.remove("rk-t-warn", "rk-t-bad");
    take(html);
    sent = carried;
    if (changed !== sent) say("waiting");
  } else if (code === 409 || code === 422) {
    halted = code === 409;
    take(html);
    say("refused");
    if (code === 409) document.querySelector("#card-note [data-focus]")?.focus();
  } else if (code === 0 || code === 403) {
    say("entrance");
  } else {
    throw new Error(`the server answered ${code}`);
  }
}

// 1 to 5 and 0 choose a level in the row that has the focus; texts keep their digits.
function shortcut(event) {
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(document.getElementById("submit"));
    return;
  }
  const row = event.target.closest("fieldset.rk-rate");
  if (!row || event.target.matches("textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const choice = row.querySelector(`input[id^="level-"][id$="-${event.key}"]`);
  if (!choice || !/^[0-5]$/.test(event.key)) return;
  event.preventDefault();
  choice.click();
  choice.focus();
}

function showPart() {
  const part = document.querySelector(`.rk-part:is(:target, :has(:target))`);
  if (!part) return;
  for (const tab of document.querySelectorAll(".rk-tabs-stick a")) {
    if (tab.hash === `#${part.id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function openDecline() {
  if (location.hash === "#decline") document.getElementById("decline").open = true;
}

if (form) {
  form.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("keep-")) edited();
  });
  form.addEventListener("keydown", shortcut);
  form.addEventListener("submit", (event) => {
    if (busy) { // the save under way raises the version: send the form after it
      event.preventDefault();
      waiting = event.submitter;
      return;
    }
    clearTimeout(timer);
    sent = changed;
    halted = true;
  });
  addEventListener("online", () => later(0));
  addEventListener("beforeunload", (event) => {
    if (changed !== sent) event.preventDefault();
  });
  addEventListener("hashchange", () => { showPart(); openDecline(); });
  showPart();
  openDecline();
}
