// Dragging is a convenience: dropping a card fills in and sends the card's own form, which also works without this.
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
  const form = dragged.querySelector("form[data-choose]");
  form.elements.to_stage.value = stage.dataset.stage;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  unmark();
  dragged = null;
});
