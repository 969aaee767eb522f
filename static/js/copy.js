// Copies the text that a button names. Where that is not allowed the text is selected, to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.innerText);
      button.lastElementChild.textContent = button.dataset.copyDone;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
