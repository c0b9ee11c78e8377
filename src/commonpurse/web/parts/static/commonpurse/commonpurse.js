// Commonpurse: small comforts. Every page works without this file.
"use strict";

// A form that was sent is not sent twice by a double press; a page that comes back can be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
