// Without a line: the offline page. With one: always the site. Nothing personal is ever kept here.
"use strict";
const CACHE = "offline {{ version }}";
const PAGE = "{{ page }}";
const KEPT = [PAGE{% for address in files %}, "{{ address }}"{% endfor %}];
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)));
});
addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))));
});
addEventListener("fetch", (event) => {
  const { method, mode, url, isHistoryNavigation } = event.request;
  const { origin, pathname, search } = new URL(url);
  const wanted = mode === "navigate" ? PAGE : pathname + search;
  if (origin !== location.origin || !KEPT.includes(wanted)) return;
  // Back to a form's answer, which nothing keeps: its page.
  const isOld = isHistoryNavigation && method === "POST";
  const answer = isOld ? fetch(url, { redirect: "manual" }) : fetch(event.request);
  event.respondWith(answer.catch(() => caches.match(wanted)));
});
