// Saves a form while it is written. Every keystroke is kept in this browser first, then sent after a pause; the entry in
// the browser goes when the server has it. It knows no field by name: whatever the form holds is kept and sent.
"use strict";

const PAUSE = 1500; // ms without typing before a save
const QUIET = 8000; // ms without typing before remarks on what was saved are looked up
const RETRY = 5000; // ms between tries while the network is away
const SMALL = 50_000; // characters that a request may carry beyond the life of its page
const OWN = new Set(["csrfmiddlewaretoken", "version", "writer", "owner", "settles", "add"]); // the page's, not the person's

class Draft {
  constructor(form) {
    this.form = form;
    this.place = form.dataset.place;
    this.status = document.getElementById(form.dataset.status);
    this.dirty = new Map(); // name -> number of its last edit
    this.loose = {}; // kept values whose fields are not on the page now
    this.edits = 0;
    this.busy = null; // the save under way
    this.halted = false; // a conflict or a refusal waits for the person
    this.sure = false; // the form itself is on its way
    this.freshen();
    this.adopt();
  }

  get writer() { return this.form.elements.writer.value; }

  // Take over what an earlier page of the same form left here, the oldest first.
  async adopt() {
    for (const entry of rubrika.waiting(this.place).filter((one) => one.form === this.form.id)) {
      if (rubrika.arrived(entry)) rubrika.drop(entry);
      else if (entry.writer === this.writer || (await rubrika.isFree(entry.writer))) {
        this.restore(entry);
        break;
      }
    }
    rubrika.hold(this.writer);
  }

  get bases() { return [...this.form.elements].filter((field) => field.name === "version" || "base" in field.dataset); }

  // Whether the page shows an older version than these values stand on: it was opened without a network.
  isBehind(all) { return this.bases.some((base) => Number(base.value) < Number(all[base.name]?.[0] ?? -1)); }

  // Show everything as it was in these values, also what is empty in them.
  show(all) {
    for (const base of this.bases) base.value = all[base.name]?.[0] ?? base.value;
    const names = new Set([...this.form.elements].map((field) => field.name));
    for (const name of names) if (name && !OWN.has(name) && !this.bases.some((base) => base.name === name)) this.put(name, all[name] ?? []);
  }

  freshen() {
    const shown = rubrika.mirrored(this.place, this.form.id);
    if (shown && this.isBehind(shown)) this.show(shown);
  }

  restore(entry) {
    if (this.isBehind(entry.all)) this.show(entry.all);
    this.form.elements.writer.value = entry.all.writer?.[0] ?? this.writer;
    for (const base of this.bases) base.value = entry.all[base.name]?.[0] ?? base.value;
    for (const name of Object.keys(entry.all).filter(isView)) this.put(name, entry.all[name]);
    for (const name of entry.dirty) {
      if (!this.put(name, entry.all[name] ?? [])) this.loose[name] = entry.all[name] ?? [];
      this.dirty.set(name, ++this.edits);
    }
    this.form.dispatchEvent(new Event("draft:restored", { bubbles: true }));
    this.say("brought");
    this.later(0);
  }

  put(name, values) {
    const fields = [...this.form.elements].filter((field) => field.name === name && !field.matches(":disabled"));
    for (const field of fields) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    return fields.length > 0;
  }

  body() {
    const body = rubrika.signed(new FormData(this.form));
    for (const [name, values] of Object.entries(this.loose)) values.forEach((value) => body.append(name, value));
    return body;
  }

  get all() {
    const all = {};
    for (const [name, value] of this.body()) if (name !== "csrfmiddlewaretoken") (all[name] ??= []).push(value);
    return all;
  }

  keep(final = false) {
    const { all } = this;
    const entry = { form: this.form.id, action: this.form.action, dirty: [...this.dirty.keys()], all, final };
    this.kept = rubrika.keep(this.place, this.writer, entry);
  }

  edited(name) {
    if (OWN.has(name) || name.startsWith("keep-") || isView(name)) return;
    this.dirty.set(name, ++this.edits);
    this.keep();
    clearTimeout(this.quiet);
    if (this.halted) return;
    if (!this.busy) this.say("waiting");
    this.later(PAUSE);
  }

  say(state, time = "") {
    const words = document.getElementById("save-states").content.querySelector(`[data-state="${state}"]`);
    this.status.replaceChildren(...words.cloneNode(true).childNodes);
    if (time) this.status.lastChild.textContent = this.status.lastChild.textContent.replace("[time]", time);
    this.status.classList.toggle("rk-t-warn", state === "offline" || state === "brought");
    this.status.classList.toggle("rk-t-bad", ["refused", "entrance", "other", "gone"].includes(state));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Resolves to whether the server has everything that was typed when it was called.
  async save({ forced = false } = {}) {
    clearTimeout(this.timer);
    while (this.busy) await this.busy;
    if (this.halted || !(forced || this.dirty.size)) return !this.halted;
    this.busy = this.carry();
    const good = await this.busy;
    this.busy = null;
    if (this.dirty.size && good) this.later(PAUSE);
    return good;
  }

  async carry() {
    const carried = this.edits;
    this.say("saving");
    try {
      return this.report(await this.post(), carried);
    } catch {
      this.say(this.kept === false ? "unkept" : "offline");
      this.later(RETRY);
      return false;
    }
  }

  // What goes the short way: the changed fields, and those that stand together with them. Null when one is not here.
  jots() {
    const names = new Set(this.dirty.keys());
    if (!this.form.dataset.jot || !names.size) return null;
    for (const name of this.dirty.keys()) {
      const field = this.fieldsOf(name)[0];
      if (!field) return null;
      for (const other of field.closest("[data-together]")?.querySelectorAll("[name]") ?? []) if (other.form === this.form) names.add(other.name);
    }
    return names;
  }

  fieldsOf(name) { return [...this.form.elements].filter((field) => field.name === name); }

  valueOf(name) {
    const field = this.form.elements[name];
    return field.type === "checkbox" ? (field.checked ? field.value : "") : field.value;
  }

  async jot(names) {
    const body = rubrika.signed(new FormData());
    for (const name of new Set(["owner", "writer", ...this.bases.map((base) => base.name), ...names])) body.append(name, this.valueOf(name));
    const headers = { "X-Requested-With": "autosave" };
    const answer = await fetch(this.form.dataset.jot, { method: "POST", body, headers, redirect: "manual" });
    if (answer.status === 409) return null;
    return { code: answer.status, jotted: answer.status === 200 ? await answer.json() : null };
  }

  async post() {
    const names = this.jots();
    const jotted = names && (await this.jot(names));
    return jotted || this.whole();
  }

  async whole() {
    const body = this.body();
    const size = [...body.values()].reduce((sum, value) => sum + value.length, 0);
    const headers = { "X-Requested-With": "autosave" };
    const answer = await fetch(this.form.action, { method: "POST", body, headers, redirect: "manual", keepalive: size < SMALL });
    return { code: answer.status, html: await answer.text() };
  }

  report({ code, html, jotted }, carried) {
    if (jotted) {
      if (jotted.bases) for (const [name, value] of Object.entries(jotted.bases)) this.form.elements[name].value = value;
      else if (jotted.columns) showColumns(jotted.columns);
      else showJotted(jotted);
      this.look();
      return this.arrive(jotted.html, carried, jotted.at);
    }
    if (code === 200) return this.arrive(html, carried);
    if (code === 409 || code === 422) this.refuse(code, html);
    else if (code === 0 || code === 403) this.say("entrance");
    else if (code === 401) this.stop("other");
    else if (code === 404) this.stop("gone");
    else throw new Error(`the server answered ${code}`);
    return false;
  }

  arrive(html, carried, at) {
    this.status.classList.remove("rk-t-warn", "rk-t-bad");
    if (at) this.say("saved", at);
    else takeParts(html);
    for (const [name, edit] of this.dirty) {
      if (edit <= carried) this.dirty.delete(name);
    }
    this.loose = {};
    if (this.dirty.size) { this.keep(); this.say("waiting"); }
    else {
      rubrika.drop({ place: this.place, writer: this.writer });
      rubrika.mirror(this.place, this.form.id, this.all);
    }
    return true;
  }

  // Once nothing is typed for a while: remarks on what was written. Without them nothing is lost.
  look() {
    clearTimeout(this.quiet);
    if (!this.form.dataset.look) return;
    this.quiet = setTimeout(async () => {
      const answer = await fetch(this.form.dataset.look, { redirect: "manual" }).catch(() => null);
      if (answer?.ok && !this.halted) takeParts(await answer.text());
    }, QUIET);
  }

  refuse(code, html) {
    this.halted = code === 409;
    takeParts(html);
    this.say("refused");
    if (code === 409) document.querySelector("[data-focus]")?.focus();
  }

  stop(state) {
    this.halted = true;
    this.say(state);
  }

  // A press of a button: what is typed goes first, so that a lost network costs nothing; then the form itself.
  async send(button) {
    if (!(await this.save({ forced: true }))) return;
    if (this.dirty.size) this.keep(true);
    this.sure = true;
    this.form.requestSubmit(button);
  }
}

// Put each element of an answer in the place of the one with its id; a status line is changed from within.
function takeParts(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const sprite = document.querySelector("body > svg[hidden]");
  for (const symbol of answer.querySelectorAll("symbol")) {
    if (!document.getElementById(symbol.id)) sprite.append(document.adoptNode(symbol));
  }
  for (const part of [...answer.body.children].filter((element) => element.id)) {
    const old = document.getElementById(part.id);
    if (part.matches("[role=status]")) old?.replaceChildren(...part.childNodes);
    else old?.replaceWith(part);
  }
}

// What only says how the page is laid out: kept here with the rest, never sent by itself.
function isView(name) { return name.startsWith("mode-"); }

// What a short save changes on the page: counts, the mark of each competency, readings, and the list of what is missing.
function showJotted({ version, answered, bar, tags, gaps, html }) {
  document.getElementById("version").value = version;
  document.getElementById("answered").textContent = answered;
  document.getElementById("bar-h").textContent = bar;
  for (const [item, tag] of Object.entries(tags)) showTag(document.getElementById(`tag-${item}`), tag);
  for (const [key, gap] of Object.entries(gaps)) showGap(key, gap);
  takeParts(html);
  const left = document.querySelectorAll("[data-gap]").length;
  document.getElementById("missing").hidden = left === 0;
  document.getElementById("complete").hidden = left > 0;
}

function showTag(mark, tag) {
  const fresh = document.getElementById("tag-states").content.querySelector(`[data-tag="${tag}"]`).cloneNode(true);
  mark.className = fresh.className;
  mark.replaceChildren(...fresh.childNodes);
}

// The same on the group sheet, for each candidate of whom something was written.
function showColumns(columns) {
  for (const [key, { version, bar }] of Object.entries(columns)) {
    document.getElementById(`version-${key}`).value = version;
    document.getElementById(`answered-${key}`).textContent = bar;
  }
}

// The line of one gap: gone, in other words, or new in the order of the page.
function showGap(key, gap) {
  const old = document.querySelector(`[data-gap="${key}"]`);
  if (!gap) return old?.remove();
  const line = old ?? document.createElement("li");
  const [anchor, message] = gap;
  const link = document.createElement("a");
  link.href = `#${anchor}`;
  link.textContent = message;
  line.dataset.gap = key;
  line.replaceChildren(link);
  if (old) return;
  const rowOf = (name) => document.getElementById(`rate-${name}`) ?? document.getElementById(name);
  const row = rowOf(key);
  const isLater = (one) => {
    const other = rowOf(one.dataset.gap);
    return !other || Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  };
  const next = [...document.querySelectorAll("[data-gap]")].find(isLater) ?? null;
  document.querySelector("#missing ul").insertBefore(line, next);
}

// A page without scripts sends this field with the scorecard, whichever button is pressed; here its own form saves it.
for (const field of document.querySelectorAll("[data-own]")) field.setAttribute("form", field.dataset.own);

const drafts = [...document.querySelectorAll("form[data-place]")].map((form) => new Draft(form));
const draftOf = (field) => drafts.find((draft) => draft.form === field.form);

document.addEventListener("input", (event) => draftOf(event.target)?.edited(event.target.name));
document.addEventListener("submit", (event) => {
  const draft = drafts.find((one) => one.form === event.target);
  if (!draft || draft.sure) return;
  if (draft.halted) { // what is settled goes with the form itself
    draft.keep(true);
    draft.sure = true;
    return;
  }
  event.preventDefault();
  draft.send(event.submitter);
});
addEventListener("online", () => drafts.forEach((draft) => draft.dirty.size && draft.later(0)));
addEventListener("beforeunload", (event) => {
  if (drafts.some((draft) => draft.dirty.size && draft.kept === false && !draft.sure)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => drafts.forEach((draft) => draft.dirty.size && draft.save()));
rubrika.beforeLeaving.push(() => Promise.all(drafts.map((draft) => draft.save())));
