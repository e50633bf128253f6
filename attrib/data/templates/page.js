"use strict";
// The page works without this: the script lights up what belongs together, tells more of it, and filters.
const data = JSON.parse(document.getElementById("data").textContent);
const note = document.getElementById("note");
const told = { attributions: {}, evaluative: {} };
for (const article of data.articles) {
  Object.assign(told.attributions, article.attributions);
  Object.assign(told.evaluative, article.evaluative);
}
let opener = null;

function partsOf(id) {
  const has = (list) => (list || "").split(" ").includes(id);
  return [...document.querySelectorAll("[data-in], [data-parts]")].filter(
    (one) => has(one.dataset.in) || has(one.dataset.parts),
  );
}

function lightUp(id) {
  for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
  if (id) for (const one of partsOf(id)) one.classList.add("lit");
}

// The attribution that a place belongs to: the one it is a part of, else the innermost content.
function attributionAt(element) {
  const place = element.closest("[data-door], [data-parts], [data-in]");
  if (!place) return null;
  const parts = (place.dataset.parts || "").trim().split(" ").filter(Boolean);
  const inside = (place.dataset.in || "").split(" ").filter(Boolean);
  return place.dataset.door || parts[0] || inside[inside.length - 1] || null;
}

function tell(lines, from) {
  note.replaceChildren();
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.addEventListener("click", hide);
  note.append(close);
  lines.filter(Boolean).forEach((line, number) => {
    const p = document.createElement("p");
    if (number === 0) {
      const strong = document.createElement("b");
      strong.textContent = line;
      p.append(strong);
    } else p.textContent = line;
    note.append(p);
  });
  note.hidden = false;
  if (opener) opener.setAttribute("aria-expanded", "false");
  opener = from;
  if (opener.hasAttribute("data-note")) opener.setAttribute("aria-expanded", "true");
}

function hide() {
  note.hidden = true;
  lightUp(null);
  if (!opener) return;
  if (opener.hasAttribute("aria-expanded")) opener.setAttribute("aria-expanded", "false");
  opener.focus();
  opener = null;
}

function tellWord(button) {
  const word = told.evaluative[button.dataset.note];
  tell([
    `${word.words}: ${word.kind}`,
    `It ${word.does}. It is ${word.whose}${word.about ? `, about ${word.about}` : ""}.`,
    word.note,
    word.neutral.length ? `Plainer: ${word.neutral.join(", ")}.` : "",
    word.why.join(" "),
  ], button);
}

function tellAttribution(id, from) {
  const one = told.attributions[id];
  lightUp(id);
  tell([
    `${one.who}${one.role ? `, ${one.role}` : ""}`,
    `${one.how.join(", ")}; ${one.words} words${one.inside ? "; inside what somebody else is said to say" : ""}.`,
    one.source ? `Source: ${one.source}` : "The text has no source here.",
    one.cue ? `Cue: ${one.cue}` : "No word introduces it.",
    one.open,
    `${one.why.join(" ")} Score ${one.score}.`,
  ], from);
}

document.addEventListener("mouseover", (event) => {
  if (note.hidden) lightUp(attributionAt(event.target));
});
document.addEventListener("focusin", (event) => {
  if (event.target.dataset.door) lightUp(event.target.dataset.door);
});
document.addEventListener("click", (event) => {
  const word = event.target.closest("button.word");
  if (word) return tellWord(word);
  const door = event.target.closest("[data-door]");
  if (door) tellAttribution(door.dataset.door, door);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !note.hidden) hide();
  const door = event.target.closest && event.target.closest("[data-door]");
  if (door && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    tellAttribution(door.dataset.door, door);
  }
});

document.addEventListener("change", (event) => {
  const box = event.target;
  const sheet = box.closest("[data-sheet]");
  if (!sheet || !box.dataset.filter) return;
  if (box.dataset.filter === "kind") {
    for (const one of sheet.querySelectorAll("[data-kind]")) {
      if (one.dataset.kind === box.value && one.checked !== box.checked) one.click();
    }
    return;
  }
  const found = box.dataset.filter === "voice"
    ? [...sheet.querySelectorAll("article [data-voice]")].filter((one) => one.dataset.voice === box.value)
    : sheet.querySelectorAll(`article .word.${box.value}`);
  for (const one of found) one.classList.toggle("off", !box.checked);
});
