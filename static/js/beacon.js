/* Tells the shop, once a page is left, how long it was in view, how far it was seen, which cards and which clicks.
   Says nothing for those who asked not to be followed, and nothing about the person. */
(() => {
  "use strict";
  const refused = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
  const address = document.currentScript && document.currentScript.dataset.beacon;
  if (refused || !address || !navigator.sendBeacon) return;

  const seen = new Set();
  let clicks = [];
  let told = new Set();
  let visibleSince = document.visibilityState === "visible" ? performance.now() : null;
  let seconds = 0;
  let scroll = 0;

  const productOf = (element) => Number(element.dataset.product);
  const pageEnd = () => document.documentElement.scrollHeight;
  const lookDown = () => {
    scroll = Math.max(scroll, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / pageEnd())));
  };

  if ("IntersectionObserver" in window) {
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.add(productOf(entry.target));
        watch.unobserve(entry.target);
      }
    }, { threshold: 0.5 });
    const watchCards = (root) => root.querySelectorAll("[data-product]").forEach((card) => watch.observe(card));
    watchCards(document);
    document.addEventListener("htmx:load", (event) => event.target.querySelectorAll && watchCards(event.target));
  }

  document.addEventListener("click", (event) => {
    const marked = event.target.closest("[data-product], [data-track]");
    if (!marked || clicks.length >= 15) return;
    const click = { kind: "click", target: marked.dataset.track || "card" };
    if (marked.dataset.product) click.product = productOf(marked);
    clicks.push(click);
  }, true);

  const leave = () => {
    if (visibleSince === null) return;
    seconds = Math.round((performance.now() - visibleSince) / 1000);
    visibleSince = null;
    const fresh = [...seen].filter((product) => !told.has(product)).slice(0, 100);
    fresh.forEach((product) => told.add(product));
    const events = [...clicks, { kind: "page_leave", seconds, scroll }];
    if (fresh.length) events.push({ kind: "cards_shown", products: fresh });
    clicks = [];
    navigator.sendBeacon(address, JSON.stringify({ path: location.pathname, events }));
  };
  const arrive = () => { if (visibleSince === null) visibleSince = performance.now(); };

  addEventListener("scroll", lookDown, { passive: true });
  addEventListener("load", lookDown);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", arrive);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : arrive()));
})();
