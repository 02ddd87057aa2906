// Dragging is a convenience: dropping a card presses the button that the card also has.
"use strict";

let dragged = null;

const stageUnder = (event) => (dragged ? event.target.closest?.(".rk-stage[data-stage]") : null);

function unmark() {
  for (const stage of document.querySelectorAll(".rk-stage.is-drop")) stage.classList.remove("is-drop");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".rk-card[draggable=true]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
});

document.addEventListener("dragover", (event) => {
  const stage = stageUnder(event);
  unmark();
  if (!stage || stage.contains(dragged)) return;
  event.preventDefault();
  stage.classList.add("is-drop");
});

document.addEventListener("drop", (event) => {
  const stage = stageUnder(event);
  if (!stage || stage.contains(dragged)) return;
  event.preventDefault();
  const drop = document.getElementById("drop");
  drop.value = `${dragged.dataset.seen}.${stage.dataset.stage}`;
  drop.click(); // htmx sends the value of the button that was clicked, not of the one a form was submitted by
});

document.addEventListener("dragend", () => {
  unmark();
  dragged = null;
});

// A button that leads to a page of its own leaves the board the plain way, past htmx.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.matches("[data-plain]")) event.stopImmediatePropagation();
  },
  true,
);
