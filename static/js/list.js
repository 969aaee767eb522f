// A list answers at once when a filter changes; on a phone the filters move into a drawer and answer when sent.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.id === "filters" && !form.closest("dialog")) form.requestSubmit();
});

// What was left empty is not asked for.
document.addEventListener("formdata", (event) => {
  if (event.target.id !== "filters") return;
  [...event.formData].forEach(([name, value]) => { if (value === "") event.formData.delete(name); });
});

// The drawer takes the form in when it opens and gives it back when it closes.
document.addEventListener("click", (event) => {
  const drawer = event.target.closest("[data-drawer]") && document.querySelector("dialog[open][data-takes]");
  if (!drawer) return;
  const form = document.querySelector(drawer.dataset.takes);
  const place = document.createComment("filters");
  form.replaceWith(place);
  drawer.querySelector(".drawer-body").append(form);
  drawer.addEventListener("close", () => place.replaceWith(form), { once: true });
});
document.addEventListener("submit", (event) => event.target.closest("dialog[data-takes]")?.close(), { capture: true });
