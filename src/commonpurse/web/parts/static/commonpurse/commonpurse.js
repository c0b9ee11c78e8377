// Commonpurse: small comforts. Every page works without this file.
"use strict";

// What the page says stands on its tag.
const said = document.currentScript.dataset;
const SUM = "last-look";

// A browser that refuses to keep it throws.
const kept = (act) => {
  try {
    return act(localStorage);
  } catch {}
};
const wipe = () => kept((store) => store.removeItem(SUM));

// Say it under a form, to eye and ear.
function tell(form, words) {
  const note = form.querySelector(".told") || form.appendChild(document.createElement("p"));
  note.className = "told error";
  note.setAttribute("role", "alert");
  note.textContent = words;
}

// A double press sends once; nothing goes into the void.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".leave")) wipe();
  if (form.method !== "post") return;
  if (!navigator.onLine) {
    event.preventDefault();
    return tell(form, said.offline);
  }
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(again, 8000, form); // a file leaves the page where it is
});

function again(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// Back to a page: fresh where somebody is signed in, else ready to be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted && said.in) return location.reload();
  for (const form of document.forms) again(form);
});

// Exit: the sum and this page in the history go; on a shared phone the sign-in too.
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

// How many letters are left, from three quarters on.
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

// The last sum stays only on one's own phone.
const sum = document.querySelector("meta[name='last-look']");
if (sum && said.own) kept((store) => store.setItem(SUM, sum.content));
if (said.in && !said.own) wipe();
const shown = document.querySelector("[data-last-look]");
if (shown) {
  shown.textContent = kept((store) => store.getItem(SUM)) || "";
  shown.hidden = !shown.textContent;
}
if (said.in) navigator.serviceWorker?.register("/sw.js").catch(() => {});

// Quick search: / or Ctrl-K, arrows, Escape.
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
