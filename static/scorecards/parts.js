// The parts of a page on a phone (kit, card, CV; candidates of the sheet), and the form to decline, by the address.
"use strict";

function showPart() {
  const part = document.querySelector(".rk-part:is(:target, :has(:target))");
  for (const tab of part ? document.querySelectorAll(".rk-tabs-stick a") : []) {
    if (tab.hash === `#${part.id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  if (location.hash === "#decline" && document.getElementById("decline")) document.getElementById("decline").open = true;
}

addEventListener("hashchange", showPart);
showPart();
