/* The list of orders by keyboard, and the bar that counts what is selected. Without script the bar is simply there. */
const list = document.querySelector("[data-orders]");

if (list) {
  const rows = [...list.querySelectorAll("tbody tr")];
  const box = (row) => row.querySelector("input[name=order]");
  const bar = list.querySelector("[data-bulk]");
  const all = list.querySelector("[data-select-all]");
  const money = (sum) => bar.dataset.symbol + sum.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  let at = -1;

  const count = () => {
    const chosen = rows.filter((row) => box(row).checked);
    for (const row of rows) row.toggleAttribute("aria-selected", false);
    for (const row of chosen) row.setAttribute("aria-selected", "true");
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-chosen]").textContent = chosen.length;
    const cents = chosen.reduce((sum, row) => sum + Math.round(Number(row.dataset.total) * 100), 0);
    bar.querySelector("[data-sum]").textContent = ", " + money(cents / 100);
    all.checked = chosen.length === rows.length;
    all.indeterminate = chosen.length > 0 && chosen.length < rows.length;
  };

  const move = (step) => {
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].querySelector("a").focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) box(row).checked = all.checked;
    count();
  });
  list.addEventListener("change", count);
  list.addEventListener("reset", () => setTimeout(count));
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
    if (event.key === "x" && at >= 0) {
      box(rows[at]).checked = !box(rows[at]).checked;
      count();
    }
  });
  count();
}
