/* Plays a tool on the demo's website: sets the cookies that are declared for it, and writes that it has run. */
(() => {
  "use strict";
  const asked = new URL(document.currentScript.src).searchParams;
  for (const name of asked.get("cookies").split(",")) document.cookie = `${name}=demo; path=/; SameSite=Lax`;
  const line = document.createElement("li");
  line.textContent = `${asked.get("says")}: ${asked.get("cookies").split(",").join(", ")}`;
  line.dataset.ran = asked.get("category");
  document.querySelector("#kjort").append(line);
  document.querySelector("#ingenting").hidden = true;
})();
