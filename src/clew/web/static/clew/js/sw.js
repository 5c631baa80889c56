// The worker: it keeps the guide and the help page, so that they open without a connection, and nothing else.
//
// `/sw.js` sets `self.clew` first: version, pages, files, offline. Another script after this one may put a route first:
//   clew.routes.unshift({ takes: (url, request) => true or false, answer: (request, url, event) => a Response or its promise })
// The first route that takes a request answers it; what none takes goes to the network as if there were no worker.
// A store of its own has another name than those that begin with "clew-open-", which this script deletes when old.
// Pages are fetched without cookies, so that what is kept is what a visitor sees, whoever is signed in.
"use strict";

const KEPT = `clew-open-${self.clew.version}`;
const OPEN = ["/guide/", "/help/"];
const HELP_WAITS = 4000; // milliseconds that the network has before the kept page opens. Default, not validated.
const isOpen = (url) => OPEN.some((start) => url.pathname.startsWith(start));

self.clew.routes = [
  { takes: (url) => self.clew.files.includes(url.pathname), answer: fromStore },
  { takes: (url, request) => request.mode === "navigate" && isOpen(url), answer: fromNetworkFirst },
  { takes: (url, request) => request.mode === "navigate", answer: fromNetworkOnly },
];

async function keep(address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(address, answer);
}

async function fromStore(request) {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

// The network's answer; or what is kept, where there is no network, the server or what stands before it fails, or no
// answer has come after some milliseconds. Where nothing is kept, whatever the network says in the end.
self.clew.networkOr = async (request, kept, patience) => {
  const network = fetch(request).catch(() => undefined);
  const first = await Promise.race([network, new Promise((done) => setTimeout(done, patience))]);
  if (first && first.status < 500) return first;
  return (await kept()) ?? (await network);
};

async function fromNetworkFirst(request, url, event) {
  const kept = () => caches.match(url.pathname, { cacheName: KEPT });
  const answer = await self.clew.networkOr(request, kept, HELP_WAITS);
  if (!answer) return offlinePage();
  // The page must not wait for its copy to be renewed.
  if (answer.ok && self.clew.pages.includes(url.pathname) && !url.search) event.waitUntil(keep(url.pathname).catch(() => {}));
  return answer;
}

async function fromNetworkOnly(request) {
  try {
    return await fetch(request);
  } catch {
    return offlinePage();
  }
}

async function offlinePage() {
  return (await caches.match(self.clew.offline, { cacheName: KEPT })) ?? Response.error();
}

self.addEventListener("install", (event) => {
  // One page that cannot be had must not keep all the others from being kept.
  const wanted = [...self.clew.files, ...self.clew.pages];
  event.waitUntil(Promise.allSettled(wanted.map(keep)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("clew-open-") && name !== KEPT);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const route = self.clew.routes.find((one) => one.takes(url, request));
  if (route) event.respondWith(route.answer(request, url, event));
});
