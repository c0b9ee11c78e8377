// Commonpurse: small comforts. Every page works without this file.
"use strict";

// What this page says to the script stands on its own tag.
const said = document.currentScript.dataset;
const SUM = "last-look";

// A browser that refuses to keep anything throws; then there is nothing kept.
const kept = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
};
const wipe = () => kept((store) => store.removeItem(SUM));

// Say something under a form, for eyes and ears.
function tell(form, words) {
  const note = form.querySelector(".told") || form.appendChild(document.createElement("p"));
  note.className = "told error";
  note.setAttribute("role", "alert");
  note.textContent = words;
}

// A double press sends once, and nothing is sent into the void.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".leave")) wipe();
  if (form.method !== "post") return;
  if (navigator.onLine === false) {
    event.preventDefault();
    return tell(form, said.offline);
  }
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(again, 8000, form); // a file that is fetched leaves the page where it is
});

function again(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// A page that comes back by the back button: fresh where somebody is signed in, and ready to be sent again elsewhere.
addEventListener("pageshow", (event) => {
  if (event.persisted && said.in) return location.reload();
  for (const form of document.forms) again(form);
});

// Exit: the sum goes, this page leaves the history, and on a phone of others the sign-in ends.
for (const exit of document.querySelectorAll("a.exit")) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    wipe();
    const leave = document.querySelector("form.leave");
    if (leave && !said.own) navigator.sendBeacon(leave.action, new FormData(leave));
    document.body.hidden = true;
    location.replace(exit.href);
  });
}

// How many letters are left, once a field is three quarters full.
addEventListener("input", (event) => {
  const field = event.target;
  if (!(field.maxLength > 0)) return;
  if (!field.note) {
    field.note = document.createElement("p");
    field.note.className = "hint";
    field.note.setAttribute("aria-live", "polite");
    field.after(field.note);
  }
  const left = field.maxLength - field.value.length;
  field.note.textContent = left * 4 <= field.maxLength ? `${said.left} ${left}` : "";
});

// The last sum stays on this phone only where its owner said that it is theirs.
const sum = document.querySelector("meta[name='last-look']");
if (sum && said.own) kept((store) => store.setItem(SUM, sum.content));
if (said.in && !said.own) wipe();
const shown = document.querySelector("[data-last-look]");
if (shown) {
  shown.textContent = kept((store) => store.getItem(SUM)) || "";
  shown.hidden = !shown.textContent;
}
if (said.in) navigator.serviceWorker?.register("/sw.js").catch(() => {});

// Quick search: / or Ctrl-K goes there, arrows walk, Escape ends.
const quick = document.querySelector(".quick");
if (quick) {
  const [field, found] = quick.querySelectorAll("[type=search], div");
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    const stops = [field, ...found.querySelectorAll("a, button")];
    const at = stops.indexOf(target);
    let next = at < 0 ? null : stops[at + { ArrowDown: 1, ArrowUp: -1, Escape: -at }[key]];
    if (key === "/" && quick.dataset.slash && !target.form) next = field;
    if (key === "k" && (event.ctrlKey || event.metaKey)) next = field;
    if (key === "Escape") found.textContent = "";
    if (!next?.offsetParent) return;
    event.preventDefault();
    next.focus();
  });
  addEventListener("focusin", ({ target }) => quick.contains(target) || (found.textContent = ""));
  addEventListener("load", () => (field.offsetParent || document.querySelector("main [hx-trigger]")) && import(quick.dataset.htmx));
}
