// A passkey that is refused, cancelled or not possible here is said on the page instead of in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-refused").hidden = false;
});
