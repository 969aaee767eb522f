// What every page can do a little better with script. Without it everything still works.
"use strict";

// Drawers: an element with data-drawer="id" opens the dialog of that id; its address is the way without script.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-drawer]");
  const drawer = opener && document.getElementById(opener.dataset.drawer);
  if (drawer?.showModal) {
    event.preventDefault();
    drawer.showModal();
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

// Quantity: the buttons beside a number.
const MOST = 999;
function settleSteps(input) {
  const value = parseInt(input.value, 10) || 1;
  const [less, more] = input.parentElement.querySelectorAll("[data-step]");
  less.disabled = value <= 1;
  more.disabled = value >= Number(input.dataset.most || MOST);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest(".quantity [data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  const wanted = (parseInt(input.value, 10) || 1) + Number(button.dataset.step);
  input.value = Math.max(1, Math.min(wanted, Number(input.dataset.most || MOST)));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  if (event.target.matches(".quantity input")) settleSteps(event.target);
});

// A form is sent once: its button is busy until the answer is here.
function free() {
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  (sourceEvent?.submitter || sourceElement).setAttribute("aria-busy", "true");
  document.querySelectorAll("[data-failed]").forEach((toast) => toast.remove());
});
document.addEventListener("htmx:finally:request", free);
window.addEventListener("pageshow", free);

// A request that gets no answer, or none of use, says so in the page's own words. What was there stays: a choice that
// was not taken goes back to what it was.
function fail({ sourceElement, sourceEvent } = {}) {
  const form = sourceEvent?.type === "change" && sourceElement?.closest("form");
  if (form) {
    form.reset();
    form.querySelectorAll(".quantity input").forEach(settleSteps);
  }
  const words = document.getElementById("failed");
  if (words) document.getElementById("toasts").append(words.content.cloneNode(true));
}
document.addEventListener("htmx:error", (event) => fail(event.detail.ctx));
document.addEventListener("htmx:before:response", (event) => {
  const { status } = event.detail.ctx.response;
  if (status < 500 && status !== 403 && status !== 429) return;
  event.preventDefault();
  fail(event.detail.ctx);
});

// Toasts leave after eight seconds, but not while they are read.
function letGo(toast) {
  let timer;
  const stay = () => clearTimeout(timer);
  const leave = () => { timer = setTimeout(() => toast.remove(), 8000); };
  ["mouseenter", "focusin"].forEach((name) => toast.addEventListener(name, stay));
  ["mouseleave", "focusout"].forEach((name) => toast.addEventListener(name, leave));
  leave();
}
const toasts = document.getElementById("toasts");
if (toasts) {
  new MutationObserver((changes) => changes.forEach((change) => [...change.addedNodes]
    .filter((node) => node.matches?.("[data-toast]")).forEach(letGo))).observe(toasts, { childList: true });
}

// What a page wants read first (the sum of a form's errors) takes the focus.
document.querySelector("[data-focus]")?.focus();

// A row of ways that is wider than a phone shows the one where we are.
document.querySelectorAll(".account-nav [aria-current], .tabs [aria-current]").forEach((current) => {
  const row = current.parentElement;
  if (row.scrollWidth > row.clientWidth) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
});
