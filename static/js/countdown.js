// The time left to pay, counted down. The server decides; without script the page says it in words.
"use strict";

document.querySelectorAll("[data-countdown]").forEach((clock) => {
  const end = new Date(clock.dateTime).getTime();
  const two = (number) => String(number).padStart(2, "0");
  const show = () => {
    const left = Math.max(0, Math.floor((end - Date.now()) / 1000));
    clock.textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
    if (left) setTimeout(show, 1000);
    else location.reload();
  };
  if (end > Date.now()) show();
});
