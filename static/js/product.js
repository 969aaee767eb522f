// The gallery of a product: swiping is the browser's own; thumbnails, the count and the enlargement need a little help.
"use strict";

function watchGallery(gallery) {
  const main = gallery?.querySelector(".gallery-main");
  if (!main || gallery.dataset.watched) return;
  gallery.dataset.watched = "true";
  const photos = [...main.children];
  const thumbs = [...gallery.querySelectorAll(".thumbs a")];
  const count = gallery.querySelector("[data-count]");
  const zoom = gallery.querySelector("[data-zoom]");
  const largest = (photo) => {
    const srcset = photo.querySelector("img")?.srcset;
    return srcset ? srcset.split(", ").pop().split(" ")[0] : "";
  };

  const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
    const at = photos.indexOf(entry.target);
    thumbs.forEach((thumb, index) => (index === at ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current")));
    if (count) count.textContent = at + 1;
    if (zoom && largest(photos[at])) zoom.href = largest(photos[at]);
  }), { root: main, threshold: 0.6 });
  photos.forEach((photo) => seen.observe(photo));

  thumbs.forEach((thumb, at) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    main.scrollTo({ left: photos[at].offsetLeft - main.offsetLeft });
  }));

  const dialog = gallery.querySelector(".zoom");
  zoom?.addEventListener("click", (event) => {
    if (!dialog?.showModal) return;
    event.preventDefault();
    const image = dialog.querySelector("img") || dialog.appendChild(document.createElement("img"));
    const at = Number(count?.textContent || 1) - 1;
    Object.assign(image, { src: zoom.href, alt: photos[at].querySelector("img").alt });
    dialog.showModal();
  });
}

watchGallery(document.getElementById("gallery"));
document.addEventListener("htmx:after:swap", () => watchGallery(document.getElementById("gallery")));
