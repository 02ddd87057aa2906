// The clock of the talk: runs in this browser, goes on through a reload, says in words when a block is over its time.
"use strict";

(() => {
  const talk = document.querySelector("[data-clock]");
  if (!talk) return;
  const KEY = `rubrika-clock|${rubrika.owner}|${talk.dataset.clock}`;
  const find = (name) => talk.querySelector(`[data-clock-${name}]`);
  const blocks = [...talk.querySelectorAll("[data-minutes]")];
  const words = find("words").content;
  const word = (name, values = {}) => Object.entries(values).reduce(
    (text, [key, value]) => text.replace(`[${key}]`, value), words.querySelector(`[data-word="${name}"]`).textContent);
  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

  // spent: ms before the last start; begun: time of the last start or 0; block: its number; entered: ms when it began
  let state = { spent: 0, begun: 0, block: 0, entered: 0 };
  try { state = { ...state, ...JSON.parse(localStorage.getItem(KEY)) }; } catch { /* it starts at nought */ }

  const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* then only this page knows */ } };
  const elapsed = () => state.spent + (state.begun ? Date.now() - state.begun : 0);

  function line() {
    const now = elapsed();
    const room = talk.dataset.room * 60000;
    if (now > room) return word("end", { time: clock(now - room) });
    const block = blocks[state.block];
    const left = block.dataset.minutes * 60000 - (now - state.entered);
    const title = block.querySelector("span").textContent;
    return left >= 0 ? word("left", { block: title, time: clock(left) }) : word("over", { block: title, time: clock(-left) });
  }

  let said = "";
  function show() {
    const now = elapsed();
    const begun = now > 0 || state.begun > 0;
    find("time").textContent = clock(now);
    find("bar").setAttribute("width", `${Math.min(100, (100 * now) / (talk.dataset.room * 60000))}%`);
    find("block").textContent = begun ? line() : "";
    find("run").querySelector("span").textContent = word(state.begun ? "pause" : begun ? "on" : "start");
    find("next").hidden = !begun || state.block >= blocks.length - 1;
    find("reset").hidden = !begun;
    blocks.forEach((block, number) => {
      block.classList.toggle("done", begun && number < state.block);
      if (begun && number === state.block) block.setAttribute("aria-current", "step");
      else block.removeAttribute("aria-current");
    });
    const key = begun ? `${state.block}${now > talk.dataset.room * 60000}${now - state.entered > blocks[state.block].dataset.minutes * 60000}` : "";
    if (key !== said) find("said").textContent = begun ? line() : "";
    said = key;
  }

  const act = (change) => () => { change(); keep(); show(); };
  find("run").addEventListener("click", act(() => {
    state.spent = elapsed();
    state.begun = state.begun ? 0 : Date.now();
  }));
  find("next").addEventListener("click", act(() => { state.block += 1; state.entered = elapsed(); }));
  find("reset").addEventListener("click", act(() => { state = { spent: 0, begun: 0, block: 0, entered: 0 }; }));
  find("face").hidden = false;
  show();
  setInterval(() => { if (state.begun) show(); }, 1000);
})();
