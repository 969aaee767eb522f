/* The back office without script works; this spares keystrokes and guards what is typed. */

/* "/" goes to the search box, as the box says. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("find").select();
  }
});

/* Forms marked data-guard warn before their changes are lost. */
let unsaved = false;
document.addEventListener("input", (event) => {
  if (!event.target.form?.matches("[data-guard]")) return;
  unsaved = true;
  for (const notice of document.querySelectorAll("[data-unsaved]")) notice.hidden = false;
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

/* A menu closes when the attention goes elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
