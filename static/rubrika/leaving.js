// Sends what earlier pages left in this browser, tells what cannot be sent, asks about it before logging out, and shows
// nothing of a log-in that is over when somebody goes back.
"use strict";

(() => {
  const note = document.getElementById("kept-note");
  const HERE = "rubrika-here"; // who is logged in, as the last page loaded says
  const NOBODY = "-";
  let sure = false;

  // True when the entry is safe on the server.
  async function send(entry) {
    const body = new FormData();
    for (const [name, values] of Object.entries(entry.all)) values.forEach((value) => body.append(name, value));
    try {
      const headers = { "X-Requested-With": "autosave" };
      const answer = await fetch(entry.action, { method: "POST", body: rubrika.signed(body), headers, redirect: "manual" });
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  const isHere = (entry) => document.getElementById(entry.form)?.dataset.place === entry.place;

  // Entries whose form is open on this page are that form's to send, those of another open tab are that tab's.
  async function flush() {
    const left = [];
    for (const entry of rubrika.waiting()) {
      if (rubrika.arrived(entry)) rubrika.drop(entry);
      if (rubrika.arrived(entry) || isHere(entry) || !(await rubrika.isFree(entry.writer))) continue;
      if (await send(entry)) rubrika.drop(entry);
      else left.push(entry);
    }
    return left;
  }

  // A link to the form that can send it; on the page itself, when it has no form any more, the text to copy.
  function tell(left) {
    if (!note) return;
    note.hidden = left.length === 0;
    note.querySelectorAll("li").forEach((line) => line.remove());
    note.querySelector("ul").append(...left.map((entry) => {
      const line = note.querySelector("template").content.cloneNode(true);
      line.querySelector("a").href = entry.place;
      line.querySelector("a").hidden = entry.place === location.pathname;
      const texts = entry.dirty.flatMap((name) => entry.all[name] ?? []).filter((text) => text.length > 5);
      line.querySelector("blockquote").textContent = texts.join("\n\n");
      line.querySelector("div").hidden = entry.place !== location.pathname;
      line.querySelector("button").addEventListener("click", () => { rubrika.drop(entry); sendAll(); });
      return line;
    }));
  }

  async function sendAll() {
    if (rubrika.owner) tell(await flush());
  }

  async function leave(form) {
    for (const act of rubrika.beforeLeaving) await act();
    await flush();
    if (rubrika.waiting().length) ask(form);
    else await go(form);
  }

  async function go(form) {
    await rubrika.forgetPages(false);
    noteOwner(NOBODY);
    sure = true;
    form.requestSubmit();
  }

  function ask(form) {
    const dialog = document.getElementById("kept-ask");
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "delete") rubrika.wipe();
      if (dialog.returnValue === "delete" || dialog.returnValue === "keep") go(form);
      dialog.returnValue = "";
    }, { once: true });
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    if (sure || !event.target.matches("form[data-leaving]")) return;
    event.preventDefault();
    leave(event.target);
  });
  if (rubrika.waiting().length) sendAll();
  addEventListener("online", sendAll);

  // Going back, the browser may show a page just as it was left, without asking the server who is logged in now.
  function noteOwner(who) {
    try { localStorage.setItem(HERE, who); } catch { /* such a browser keeps nothing */ }
  }

  function isOver() {
    try { return localStorage.getItem(HERE) !== rubrika.owner; } catch { return false; }
  }

  if (rubrika.owner) noteOwner(rubrika.owner);
  addEventListener("pageshow", (event) => {
    if (!event.persisted || !rubrika.owner || !isOver()) return;
    document.documentElement.hidden = true;
    location.reload();
  });
})();
