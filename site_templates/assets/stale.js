// Warns on Home when nobody has rebuilt the portal for some days: evidence ages by itself.
(() => {
  "use strict";
  const note = document.querySelector("[data-go-as-of]");
  if (!note) return;
  const days = Math.floor((Date.now() - Date.parse(`${note.dataset.goAsOf}T00:00:00Z`)) / 864e5);
  if (days > Number(note.dataset.goDays)) {
    note.querySelector("span").textContent = days;
    note.hidden = false;
  }
})();
