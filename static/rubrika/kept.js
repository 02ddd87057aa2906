// Text that has not reached the server waits here, in this browser: one entry for each opened form, under the key of
// the person who wrote it. Another log-in never reads it, and nothing stays longer than a week.
"use strict";

const rubrika = (() => {
  const PREFIX = "rubrika-kept";
  const PAGES = "rubrika-pages-"; // caches of pages for work without a network, one for each person
  const LONGEST = 7 * 24 * 60 * 60 * 1000; // ms that a text waits for its writer
  const owner = document.body.dataset.owner || "";

  const keyOf = (place, writer) => [PREFIX, owner, place, writer].join("|");

  // An entry: {form, action, dirty: [names], all: {name: [values]}, final}; false when this browser keeps nothing.
  function keep(place, writer, entry) {
    try {
      localStorage.setItem(keyOf(place, writer), JSON.stringify({ ...entry, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  function drop({ place, writer }) {
    try { localStorage.removeItem(keyOf(place, writer)); } catch { /* such a browser keeps nothing */ }
  }

  function keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}|`)); } catch { return []; }
  }

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  // This person's entries, of one page's address or of all, oldest first.
  function waiting(place = null) {
    const mine = keys().map((key) => key.split("|")).filter((parts) => owner && parts[1] === owner);
    return mine
      .filter((parts) => place === null || parts[2] === place)
      .map((parts) => ({ ...read(parts.join("|")), place: parts[2], writer: parts[3] }))
      .filter((entry) => entry.all)
      .sort((one, other) => one.at - other.at);
  }

  function wipe() {
    waiting().forEach(drop);
  }

  // What lies here too long goes, whoever's it is: the age is all that is looked at.
  function sweep() {
    for (const key of keys()) {
      if (!(Date.now() - (read(key)?.at ?? 0) < LONGEST)) localStorage.removeItem(key);
    }
  }

  // Pages of other log-ins, and one's own too when leaving.
  async function forgetPages(keepOwn) {
    forgetShown(keepOwn);
    if (!("caches" in window)) return;
    const own = keepOwn && owner ? PAGES + owner : "";
    const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== own);
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  // What a form showed when it was saved last: a page that opens without a network is older than that.
  const SHOWN = "rubrika-shown";
  const shownKey = (place, form) => [SHOWN, owner, place, form].join("|");

  function mirror(place, form, all) {
    try { localStorage.setItem(shownKey(place, form), JSON.stringify({ all, at: Date.now() })); } catch { /* see keep */ }
  }

  const mirrored = (place, form) => read(shownKey(place, form))?.all ?? null;

  function forgetShown(keepOwn) {
    let all = [];
    try { all = Object.keys(localStorage).filter((key) => key.startsWith(`${SHOWN}|`)); } catch { /* see keep */ }
    for (const key of all) {
      const own = keepOwn && owner && key.split("|")[1] === owner;
      if (!own || !(Date.now() - (read(key)?.at ?? 0) < LONGEST)) localStorage.removeItem(key);
    }
  }

  // An open page holds the lock of its entry; what a closed one left is free to be taken over.
  function hold(writer) {
    navigator.locks?.request(`${PREFIX}|${writer}`, () => new Promise(() => {}));
  }

  async function isFree(writer) {
    if (!navigator.locks) return true;
    return navigator.locks.request(`${PREFIX}|${writer}`, { ifAvailable: true }, (lock) => lock !== null);
  }

  // The token of the log-in of this moment: that of the page is stale after logging in again in another tab.
  function signed(body) {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (found) body.set("csrfmiddlewaretoken", decodeURIComponent(found[1]));
    return body;
  }

  // Whether the page says that the server has a later version by the same writer than the one this was typed on.
  function arrived(entry) {
    return entry.final === true && [...document.querySelectorAll("[data-saved-writer]")].some(({ dataset }) =>
      dataset.savedPlace === entry.place && dataset.savedWriter === entry.writer
      && Number(dataset.savedVersion) > Number(entry.all.version?.[0]));
  }

  sweep();
  forgetPages(true);
  return { owner, pages: PAGES + owner, keep, drop, waiting, wipe, forgetPages, mirror, mirrored, arrived, hold, isFree, signed, beforeLeaving: [] };
})();
