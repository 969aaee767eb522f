/* The back office without script works; this spares keystrokes and guards what is typed. */

/* "/" goes to the search box, as the box says. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("find").select();
  }
});

/* What has to be read first takes the focus. */
document.querySelector("[data-focus]")?.focus();

/* Forms marked data-guard warn before their changes are lost. */
let unsaved = false;
const changed = () => {
  unsaved = true;
  for (const notice of document.querySelectorAll("[data-unsaved]")) notice.hidden = false;
};
document.addEventListener("input", ({ target }) => {
  if (!target.form?.matches("[data-guard]")) return;
  changed();
  if (target.closest(".variants") && target.defaultValue !== undefined && target.type !== "checkbox") {
    if (target.value === target.defaultValue) delete target.dataset.state;
    else target.dataset.state = "changed";
  }
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

/* A title counts its characters against the lengths that read well: data-count="10-60". */
for (const input of document.querySelectorAll("[data-count]")) {
  const [least, most] = input.dataset.count.split("-").map(Number);
  const count = document.createElement("span");
  count.className = "field-count";
  document.querySelector(`label[for="${input.id}"]`).append(" ", count);
  const show = () => {
    const length = [...input.value].length;
    count.textContent = `${length} / ${most}`;
    if (length && (length < least || length > most)) count.dataset.state = "warn";
    else delete count.dataset.state;
  };
  input.addEventListener("input", show);
  show();
}

/* The card beside the editor says what is typed in the language of the page. */
const language = document.documentElement.lang === "zh-Hans" ? "zh_hans" : "en";
for (const shown of document.querySelectorAll("[data-preview]")) {
  const input = document.getElementById(`id_${shown.dataset.preview}_${language}`);
  input?.addEventListener("input", () => { shown.textContent = input.value; });
}

/* Rows are chosen one by one or all at once; the bar says how many. */
for (const form of document.querySelectorAll("[data-bulk]")) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-all]");
  const bar = form.querySelector(".bulk");
  if (!boxes.length || !bar) continue;
  const words = bar.querySelector("[data-chosen]");
  const plain = words.textContent;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked);
    bar.hidden = chosen.length === 0;
    words.textContent = `${plain} ${chosen.length}`;
    for (const box of boxes) box.closest("tr").setAttribute("aria-selected", box.checked);
    if (all) { all.checked = chosen.length === boxes.length; all.indeterminate = chosen.length > 0 && !all.checked; }
  };
  all?.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

/* Photographs are put in order by dragging, or by Alt and an arrow; the places are numbers that work without script. */
for (const list of document.querySelectorAll("[data-sortable]")) {
  const items = () => [...list.querySelectorAll(".picture")];
  const number = () => items().forEach((item, index) => { item.querySelector("[name$=-place]").value = index + 1; });
  let held = null;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest(".picture");
    if (held) held.dataset.state = "held";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest(".picture");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const isAfter = items().indexOf(held) < items().indexOf(over);
    over[isAfter ? "after" : "before"](held);
  });
  list.addEventListener("dragend", () => {
    if (!held) return;
    delete held.dataset.state;
    held = null;
    number();
    changed();
  });
  list.addEventListener("keydown", (event) => {
    const item = event.target.closest(".picture");
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!event.altKey || !item || !step) return;
    event.preventDefault();
    const other = items()[items().indexOf(item) + step];
    if (!other) return;
    other[step > 0 ? "after" : "before"](item);
    event.target.focus();
    number();
    changed();
  });
}

/* A menu, or the second step of an act that cannot be undone, closes when the attention goes elsewhere. */
const isOpen = "details.menu[open], .work-head .confirm[open], .save-bar .confirm[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(isOpen)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open], .confirm[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
