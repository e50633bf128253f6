"use strict";
// The page marks itself as `attrib grade` does: the first try counts, and a second one follows a hint.
const told = JSON.parse(document.getElementById("set").textContent);
const keys = decode(told.key, told.set);
const answers = new Map(); // item → {first, second, hints, right}
let kept = true; // nothing has been answered since the last download
const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const items = $$(".item");

// Not a lock: whoever reads this function can read the key. It keeps the key from being read by accident.
function decode(key, salt) {
  const bytes = Uint8Array.from(atob(key), (one, at) => one.charCodeAt(0) ^ salt.charCodeAt(at % salt.length));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function readAnswer(item) {
  if (item.dataset.shape === "choice") return $$("input:checked", item).map((one) => one.value);
  if (item.dataset.shape === "mark") return $$(".word[aria-pressed=true]", item).map((one) => one.dataset.place);
  const typed = item.querySelector(".number, .written").value.trim();
  return typed ? [typed] : [];
}

// Points from 0 to 1. Marked words: the share of agreement, 2 · hits ÷ (marked + right); free ones do not count.
function markAnswer(shape, key, given) {
  if (shape !== "mark") {
    const told = shape === "number" && /^\d+$/.test(given[0] || "") ? String(Number(given[0])) : given[0];
    return told === key.right[0] ? 1 : 0;
  }
  const counted = given.filter((place) => !key.free.includes(place));
  const hits = counted.filter((place) => key.right.includes(place)).length;
  return (2 * hits) / (counted.length + key.right.length);
}

function say(item, verdict, kind, lines = []) {
  const feedback = item.querySelector(".feedback");
  const first = paragraph(verdict, kind ? `verdict ${kind}` : "verdict");
  feedback.replaceChildren(first, ...lines.filter(([text]) => text).map(([text, name]) => paragraph(text, name)));
}

function paragraph(text, name) {
  const made = document.createElement("p");
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function giveHint(item) {
  const next = item.querySelector(".hints li[hidden]");
  if (next) next.hidden = false;
  const button = item.querySelector("button.hint");
  if (button && !item.querySelector(".hints li[hidden]")) {
    button.textContent = "No more hints";
    button.setAttribute("aria-disabled", "true");
  }
  return Boolean(next);
}

function check(item) {
  const { item: id, shape } = item.dataset;
  const given = readAnswer(item);
  const record = answers.get(id);
  if (item.dataset.done) return goOn(item);
  if (!given.length) return say(item, shape === "choice" ? "Choose an answer first." : shape === "mark" ? "Mark at least one word first." : "Type an answer first.");
  if (shape === "number" && !/^\d+$/.test(given[0])) return say(item, "Type a whole number, such as 3.");
  const key = keys[id];
  kept = false;
  const open = !key.right.length; // nothing is settled, or the teacher marks it
  const points = open ? null : markAnswer(shape, key, given);
  if (!record) {
    const shown = $$(".hints li:not([hidden])", item).length;
    answers.set(id, { item: id, first: given, second: null, hints: shown, right: points === 1 });
    if (!open && points < 1) {
      const hinted = giveHint(item);
      const found = shape === "mark" ? ` ${describeWords(key, given)}` : "";
      say(item, `Not yet.${found} ${hinted ? "Read the hint and try" : "Try"} once more.`, "wrong");
      return showProgress();
    }
  } else {
    record.second = given;
  }
  settle(item, key, given, points, Boolean(record));
  showProgress();
}

function describeWords(key, given) {
  const counted = given.filter((place) => !key.free.includes(place));
  const hits = counted.filter((place) => key.right.includes(place)).length;
  return `${hits} of ${key.right.length} found, ${counted.length - hits} marked that should not be.`;
}

function settle(item, key, given, points, again) {
  const { shape } = item.dataset;
  item.dataset.done = "yes";
  item.querySelector(".check").focus(); // before what had the focus is switched off
  $$("input, .word", item).forEach((one) => { one.disabled = true; });
  $$("button.hint", item).forEach((one) => { one.hidden = true; });
  const why = [[key.why], [key.unsure && "The program was not sure of this one: settle it in class."], [`Rule ${key.rule}`, "rule"]];
  if (shape === "write") {
    say(item, "For comparison:", "", [[key.alternatives.join(", ") || "No other word is on record."], ...why]);
    item.querySelector(".feedback").append(selfCheck());
  } else if (points === null) {
    say(item, "Noted. There is no settled answer to this one.", "", why);
  } else {
    showRight(item, key, given);
    const found = shape === "mark" && points < 1 ? describeWords(key, given) : "";
    if (points === 1) say(item, again ? "Right, at the second try." : "Right.", "right", why);
    else say(item, "Not so.", "wrong", [[found], [shape === "number" ? `The number is ${key.right[0]}.` : ""], ...why]);
  }
  const button = item.querySelector(".check");
  button.textContent = nextOf(item) ? "Next question" : "All exercises";
}

function selfCheck() {
  const box = document.createElement("fieldset");
  box.className = "self";
  const legend = document.createElement("legend");
  legend.textContent = "Check your own words (your teacher marks them):";
  const lines = ["They still say the same fact.", "Those concerned on every side could accept them.", "They are not vaguer than need be."];
  box.append(legend, ...lines.map((line) => {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    label.append(tick, line);
    return label;
  }));
  return box;
}

function showRight(item, key, given) {
  $$(".option", item).forEach((label) => {
    const { value } = label.querySelector("input");
    if (key.right.includes(value)) label.classList.add("is-right");
    else if (given.includes(value)) label.classList.add("is-wrong");
  });
  $$(".word", item).forEach((word) => {
    const { place } = word.dataset;
    const marked = given.includes(place);
    if (key.right.includes(place)) word.classList.add(marked ? "is-right" : "is-missed");
    else if (marked && !key.free.includes(place)) word.classList.add("is-wrong");
  });
}

function nextOf(item) {
  const all = $$(".item", item.closest(".exercise"));
  return all[all.indexOf(item) + 1];
}

function goOn(item) {
  const next = nextOf(item);
  if (!next) { location.hash = "#overview"; return; }
  next.querySelector("h3").focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

function showProgress() {
  const all = [...answers.values()];
  document.getElementById("bar").value = all.length;
  document.getElementById("progress-text").textContent = `${all.length} of ${items.length} answered`;
  $$("[data-exercise]").forEach((link) => {
    const inside = $$(".item", document.getElementById(link.dataset.exercise));
    const done = inside.filter((item) => answers.has(item.dataset.item)).length;
    link.querySelector(".done").textContent = done === inside.length ? "done ✓" : done ? `${done} of ${inside.length}` : "";
  });
  const marked = all.filter((one) => keys[one.item].right.length);
  const right = marked.filter((one) => one.right).length;
  document.getElementById("summary").textContent = all.length
    ? `You answered ${all.length} of ${items.length} questions. At the first try ${right} of ${marked.length} that this page marks were all right.`
    : "You have not answered anything yet.";
}

function showView() {
  const wanted = location.hash.slice(1) || "overview";
  const views = $$(".view");
  const shown = views.find((view) => view.id === wanted) || views[0];
  views.forEach((view) => { view.hidden = view !== shown; });
  if (["count-the-sources", "two-outlets"].includes(shown.dataset.kind)) document.getElementById("texts").open = true;
  if (location.hash) {
    shown.querySelector("h2").focus({ preventScroll: true });
    shown.scrollIntoView({ block: "start" });
  }
}

function moveWord(event) {
  const words = $$(".word", event.currentTarget);
  const at = words.indexOf(document.activeElement);
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -words.length, End: words.length };
  if (at < 0 || !(event.key in steps)) return;
  event.preventDefault();
  const to = Math.min(Math.max(at + steps[event.key], 0), words.length - 1);
  words[at].tabIndex = -1;
  words[to].tabIndex = 0;
  words[to].focus();
}

function toggleWord(event) {
  const word = event.target.closest(".word");
  if (word) word.setAttribute("aria-pressed", String(word.getAttribute("aria-pressed") !== "true"));
}

function download(event) {
  event.preventDefault();
  const code = document.getElementById("code").value.trim();
  const note = document.getElementById("code-note");
  if (!code) { note.textContent = "Type your code first."; document.getElementById("code").focus(); return; }
  const told_answers = [...answers.values()].map(({ item, first, second, hints }) => ({ item, first, second, hints }));
  const file = { schema: told.schema, set: told.set, code, answers: told_answers };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = `answers-${code.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40)}.json`;
  link.click();
  kept = true;
  note.textContent = `Your answers are in ${link.download}, in the folder for downloads.`;
}

document.addEventListener("click", (event) => {
  const item = event.target.closest(".item");
  if (item && event.target.matches(".check")) check(item);
  if (item && event.target.matches(".hint")) giveHint(item);
});
$$(".words").forEach((group) => { group.addEventListener("click", toggleWord); group.addEventListener("keydown", moveWord); });
$$(".number, .written").forEach((input) => input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // or the button that gets the focus would be pressed by the same key
  check(input.closest(".item"));
}));
document.getElementById("keep").addEventListener("submit", download);
window.addEventListener("hashchange", showView);
window.addEventListener("beforeunload", (event) => { if (!kept) event.preventDefault(); });
document.querySelector(".progress").hidden = false;
showProgress();
showView();
