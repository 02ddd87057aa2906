// Tells before the upload what the server would say after it: the file is larger than the limit.
"use strict";

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.type !== "file" || !field.dataset.limit) return;
  const tooLarge = [...field.files].some((file) => file.size > Number(field.dataset.limit));
  field.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
  if (tooLarge) field.reportValidity();
});
