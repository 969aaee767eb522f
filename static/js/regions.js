// Choosing a province fills the cities, choosing a city fills the districts, another country asks for other fields.
// Where what is chosen or entered changes what the order costs, the form asks for its sums anew by the event "reckon".
// Without this script the server does all of it when the form is sent.
(() => {
  const form = document.querySelector("[data-regions]");
  if (!form) return;
  const choice = (level) => form.querySelector(`[data-region="${level}"]`);
  const codeOf = (names, name) => Object.keys(names || {}).find((code) => names[code] === name);

  const fill = (select, names) => {
    select.replaceChildren(select.options[0], ...Object.values(names || {}).map((name) => new Option(name, name)));
    select.value = "";
    select.closest(".field").hidden = select.options.length === 1;
  };

  const narrow = async (level) => {
    const tree = await (await fetch(form.dataset.regions)).json();
    const province = codeOf(tree["86"], choice("province").value);
    if (level === "province") fill(choice("city"), tree[province]);
    fill(choice("district"), tree[codeOf(tree[province], choice("city").value)]);
  };

  const redraw = () => {
    const wish = Object.assign(document.createElement("input"), { type: "hidden", name: "redraw", value: "1" });
    form.append(wish);
    form.submit();
  };

  // Kept addresses and a new one: whoever chooses the new one sees its fields, whoever writes in them has chosen it.
  const another = form.querySelector('[name="saved"][value="new"]');
  const fold = another && form.querySelector("details");
  fold?.addEventListener("input", () => { another.checked = true; });

  // Most provinces pay the same; those of form.dataset.apart do not.
  const isApart = (province) => (form.dataset.apart || "").split(" ").filter(Boolean).includes(province);
  let lastProvince = choice("province")?.value;
  const movesPrice = ({ name, dataset }) => {
    if (["saved", "method"].includes(name)) return true;
    if (["email", "phone"].includes(name)) return "asksWho" in form.dataset;
    if (!dataset.region) return false;
    const before = lastProvince;
    lastProvince = choice("province").value;
    return isApart(before) || isApart(lastProvince);
  };

  form.addEventListener("change", async ({ target }) => {
    if (target === another) fold.open = true;
    if (target.name === "country") return redraw();
    if (["province", "city"].includes(target.dataset.region)) await narrow(target.dataset.region);
    if (movesPrice(target)) form.dispatchEvent(new Event("reckon"));
  });
})();
