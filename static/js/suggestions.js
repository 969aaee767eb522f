// The search box suggests while one writes: a list below it, walked with the arrow keys.
"use strict";

const box = document.querySelector("[data-suggest]");
if (box) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  box.after(list);
  const roles = { role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" };
  Object.entries(roles).forEach(([name, value]) => box.setAttribute(name, value));

  let current = -1;
  const mark = (index) => {
    current = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    mark(-1);
  };
  const go = (item) => { location.href = item.dataset.url; };

  const draw = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ label, url }, index) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `suggestion-${index}`, textContent: label });
      item.setAttribute("role", "option");
      item.dataset.url = url;
      return item;
    }));
    show(suggestions.length > 0);
  };

  let timer, asked = 0;
  const suggest = async () => {
    const words = box.value.trim();
    const ask = ++asked;
    if (!words) return show(false);
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || ask !== asked) return;
    draw((await answer.json()).suggestions);
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 150);
  });
  box.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape") return show(false);
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((current + 1) % count);
    else if (event.key === "ArrowUp") mark((current - 1 + count) % count);
    else if (event.key === "Enter" && current >= 0) go(list.children[current]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) go(item);
  });
  box.addEventListener("blur", () => show(false));
}
