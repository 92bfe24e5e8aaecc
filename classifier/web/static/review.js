// Keys, focus and what is said of failures. The pages work without it, by plain forms.
"use strict";

const one = (selector) => document.querySelector(selector);
const say = (words) => { const said = one("#said"); if (said) said.textContent = words; };
const writing = (element) => element.matches("input:not([type=checkbox]), textarea, select");

function closePanel() {
  const panel = one("#panel");
  if (panel) panel.replaceChildren();
  one("#heading")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape" && one("#card")) { closePanel(); return; }
  if (document.body.dataset.keys !== "on" || writing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = one(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]") || !one("#panel")) return;
  event.preventDefault();
  closePanel();
});

document.addEventListener("change", (event) => {
  event.target.closest("[data-settings]")?.requestSubmit();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.target?.id ?? event.detail.elt?.id;
  if (event.detail.elt.id === "card" || swapped === "card") {
    one("#heading")?.focus();
    window.scrollTo(0, 0);
  } else if (swapped === "panel") {
    one("#panel [data-focus]")?.focus();
  }
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const answer = event.detail.xhr;  // 503: the server says what keeps it, and the page stays
    say(answer?.status === 503 ? answer.responseText
      : "The server did not answer as it should: this may not be recorded. Reload the page.");
  });
}

one("#heading")?.focus({ preventScroll: true });
