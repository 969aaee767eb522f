// The link of the page handed to the telephone's own sharing, or copied where there is none.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share: url, shareTitle: title, shareDone: done } = button.dataset;
    try {
      if (navigator.share) return await navigator.share({ title, url });
      await navigator.clipboard.writeText(url);
      button.lastElementChild.textContent = done;
    } catch {
      document.getElementById("share-link").select(); // given up, or not allowed: the link is there to copy by hand
    }
  });
}
