// Opens a scorecard's page again while the network or the server is away. The network always comes first; what is kept
// belongs to one log-in, is forgotten as soon as another one shows itself, and after two days in any case.
"use strict";

const PAGES = "rubrika-pages-"; // and the key of the person, as in kept.js
const STATIC = "@STATIC@";
const OWNER = "@HEADER@";
const KEPT_AT = "X-Kept-At";
const LONGEST = 48 * 60 * 60 * 1000; // ms
const ROOM = /^\/interviews\/\d+\/(scorecards\/\d+|kit\/\d+|sheet)\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && ROOM.test(url.pathname)) event.respondWith(page(request, url.pathname));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(asset(request));
});

// The page itself asks for this after its first load, which came before this script.
self.addEventListener("message", (event) => {
  const { place, assets } = event.data;
  if (ROOM.test(place)) event.waitUntil(take(place, assets).then(() => event.source.postMessage("kept")));
});

const take = (place, assets) => Promise.all([page(new Request(place), place), ...assets.map((one) => asset(new Request(one)))]);

async function page(request, place) {
  try {
    const answer = await fetch(request);
    if (answer.status >= 502) return (await kept(place)) ?? answer; // the server is being started again
    await remember(place, answer);
    return answer;
  } catch {
    return (await kept(place)) ?? Response.error();
  }
}

async function remember(place, answer) {
  const owner = answer.ok && !answer.redirected ? answer.headers.get(OWNER) : "";
  for (const name of await names()) {
    if (owner && name !== PAGES + owner) await caches.delete(name);
    else if (!owner) await (await caches.open(name)).delete(place); // logged out, or out of reach by now
  }
  if (owner) await (await caches.open(PAGES + owner)).put(place, await dated(answer.clone()));
}

async function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, Date.now());
  return new Response(await answer.blob(), { status: answer.status, headers });
}

async function kept(place) {
  for (const name of await names()) {
    const answer = await (await caches.open(name)).match(place);
    if (answer && Date.now() - Number(answer.headers.get(KEPT_AT)) < LONGEST) return answer;
  }
  return null;
}

async function asset(request) {
  const shelf = await caches.open("rubrika-static");
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(request, answer.clone());
    return answer;
  } catch {
    return (await shelf.match(request)) ?? Response.error();
  }
}

const names = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));
