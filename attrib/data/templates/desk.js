// What is shown of the correction, and what the buttons do. `correction.js` stands before this.
const given = JSON.parse(document.getElementById("data").textContent);
const work = new Correction(given);
const at = (id) => document.getElementById(id);
const article = at("article");
const LOOKS = given.looks;
const KINDS = { attribution: "attribution", claim: "claim", evaluative: "words that judge" };
const PARTS = { source: "source", cue: "cue", content: "content", spans: "claim", span: "words", target: "about" };
let shown = null; // the id of the finding in the card
let hand = null; // {part, number}: the piece that is moved
let selected = null; // the words selected in the text, [start, end]
let saved = true;

// Building

function make(tag, options = {}, ...children) {
  const { on = {}, data = {}, ...values } = options;
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(values)) {
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  Object.assign(made.dataset, data);
  for (const [event, act] of Object.entries(on)) made.addEventListener(event, act);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function button(text, act, options = {}) {
  // Pressing it must not take the selection in the text away.
  return make("button", { type: "button", textContent: text, on: { click: act, mousedown: (event) => event.preventDefault() }, ...options });
}

// A control under its label; key: its name in the card, by which it gets the focus back after a change.
function field(label, key, control) {
  Object.assign(control, { id: `field-${key}` });
  control.dataset.key = key;
  return make("div", { className: "field" }, make("label", { htmlFor: control.id, textContent: label }), control);
}

function choose(label, key, options, value, act) {
  const select = make("select", { on: { change: () => act(select.value) } });
  for (const [one, text] of options) select.append(make("option", { value: one, textContent: text, selected: one === value }));
  return field(label, key, select);
}

const visible = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd");
const short = (text, most = 90) => {
  const flat = visible(text).replace(/\s+/gu, " ").trim();
  const chars = Array.from(flat);
  return chars.length <= most ? flat : `${chars.slice(0, most - 1).join("")}…`;
};

// The text

function numberOf(id) {
  if (!(id in given.numbers)) given.numbers[id] = Object.keys(given.numbers).length + 1;
  return given.numbers[id];
}

function voiceOfClaim(claim) {
  if (claim.status === "unattributed") return "outlet";
  if (claim.status === "unsourced") return "unsourced";
  return work.state.speakers.some((one) => one.id === claim.speaker) ? claim.speaker : "unsettled";
}

function lookOf(voice) {
  return ["outlet", "unsourced", "unsettled"].includes(voice) ? voice : `v${((numberOf(voice) - 1) % LOOKS) + 1}`;
}

function nameOf(voice) {
  const own = { outlet: "the outlet", unsourced: "nobody named", unsettled: "source not settled" };
  const speaker = work.state.speakers.find((one) => one.id === voice);
  return own[voice] || (speaker ? speaker.name : voice);
}

function drawArticle() {
  const marks = work.list().flatMap(({ kind, item }) => work.stretches(kind, item).map(([part, number, span]) => ({ kind, item, part, number, span })));
  article.replaceChildren(...given.blocks.map((block, number) => drawBlock(block, marks, number === 0 && block.kind === "headline" ? "h1" : "p")));
}

function drawBlock({ kind, span: [from, to], repeats }, marks, tag) {
  const near = marks.filter((one) => touches(one.span, [from, to]));
  const cuts = [...new Set([from, to, ...near.flatMap((one) => one.span).filter((cut) => cut > from && cut < to)])].sort((a, b) => a - b);
  const paragraph = make(tag, { className: repeats ? `${kind} repeats` : kind });
  let before = null;
  for (let number = 0; number + 1 < cuts.length; number += 1) {
    const span = [cuts[number], cuts[number + 1]];
    const here = near.filter((one) => one.span[0] <= span[0] && span[1] <= one.span[1]);
    const claim = (here.find((one) => one.kind === "claim") || {}).item || null;
    const voice = claim ? voiceOfClaim(claim) : null;
    if (voice && voice !== "outlet" && voice !== before) paragraph.append(drawBadge(voice));
    before = voice;
    paragraph.append(drawSegment(span, here, claim, voice));
  }
  return paragraph;
}

function drawBadge(voice) {
  const mark = ["unsourced", "unsettled"].includes(voice) ? "?" : String(numberOf(voice));
  return make(
    "span", { className: `badge ${lookOf(voice)}` },
    make("span", { className: "unseen", textContent: `${nameOf(voice)}: ` }), make("span", { "aria-hidden": "true", textContent: mark }),
  );
}

function drawSegment(span, here, claim, voice) {
  const names = ["s", voice ? lookOf(voice) : "none"];
  for (const one of here) {
    if (one.kind === "attribution" && one.part !== "content") names.push(one.part);
    if (one.kind === "evaluative" && one.part === "span") names.push("word", one.item.category);
    if (one.item.id === shown) names.push("lit");
    if (one.item.id === shown && hand && one.part === hand.part && one.number === hand.number) names.push("hand");
  }
  if (claim && claim.spans[0][0] === span[0]) names.push("opens");
  const ids = [...new Set(here.filter((one) => one.part !== "target").map((one) => one.item.id))];
  return make("span", { className: [...new Set(names)].join(" "), textContent: visible(work.words(span)), data: { start: span[0], ids: ids.join(" ") } });
}

// A place in the page as an offset in the text; null outside of it.
function offsetAt(node, inside) {
  const segment = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!segment || !article.contains(segment)) return null;
  const text = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, inside) : inside ? segment.textContent : "";
  return Number(segment.dataset.start) + Array.from(text).length;
}

// A range that begins or ends between two segments is taken to the nearer text inside it.
function readSelection() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !article.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0);
  const inside = [...article.querySelectorAll("[data-start]")].filter((one) => range.intersectsNode(one));
  if (!inside.length) return null;
  const [first, last] = [inside[0], inside[inside.length - 1]];
  const from = first.contains(range.startContainer) ? offsetAt(range.startContainer, range.startOffset) : Number(first.dataset.start);
  const to = last.contains(range.endContainer) ? offsetAt(range.endContainer, range.endOffset) : Number(last.dataset.start) + Array.from(last.textContent).length;
  return trim([from, to]);
}

// Whole words, without white space at the edges; null when nothing is left.
function trim([from, to]) {
  const isWord = (char) => char !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(char);
  let [start, end] = [from, to];
  while (start < end && /\s/u.test(work.chars[start])) start += 1;
  while (end > start && /\s/u.test(work.chars[end - 1])) end -= 1;
  if (start >= end) return null;
  while (start > 0 && isWord(work.chars[start]) && isWord(work.chars[start - 1])) start -= 1;
  while (end < work.chars.length && isWord(work.chars[end - 1]) && isWord(work.chars[end])) end += 1;
  return [start, end];
}

// The card

const VERDICTS = { accepted: "accepted", changed: "changed by you", added: "added by you" };

function drawCard() {
  const card = at("card");
  const found = shown && work.find(shown);
  if (!found) {
    card.replaceChildren(make("p", { textContent: work.list().length ? "Nothing is chosen." : "Nothing was found in this article." }));
    return;
  }
  const { kind, item } = found;
  const verdict = work.verdict(item.id);
  const fresh = work.state.fresh.includes(item.id) ? "found since your last review" : "not settled yet";
  const had = card.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  card.replaceChildren(
    make("h2", { id: "card-title", tabIndex: -1 }, `${KINDS[kind]} `, make("span", { className: `verdict ${verdict || "open"}`, textContent: VERDICTS[verdict] || fresh })),
    make("p", { className: "row" }, button("Accept", accept, { data: { key: "accept" } }), button("Reject", reject, { data: { key: "reject" } })),
    ...drawPieces(kind, item),
    ...{ attribution: drawAttribution, claim: drawClaim, evaluative: drawWord }[kind](item),
    item.why && item.why.length ? make("p", { className: "about", textContent: item.why.map((name) => given.reasons[name] || name).join(" ") }) : null,
    make("p", { className: "about", textContent: `${item.id}, score ${item.score.toFixed(2)}` }),
  );
  card.setAttribute("role", "group");
  card.setAttribute("aria-labelledby", "card-title");
  if (had) (card.querySelector(`[data-key="${CSS.escape(had)}"]`) || at("card-title")).focus();
}

function drawPieces(kind, item) {
  const pieces = work.stretches(kind, item);
  const missing = PLACES[kind].filter((part) => !pieces.some(([other]) => other === part));
  if (hand && !pieces.some(([part, number]) => part === hand.part && number === hand.number) && !missing.includes(hand.part)) hand = null;
  const inHand = (part, number) => Boolean(hand) && hand.part === part && hand.number === number;
  const piece = (part, number, text) =>
    button("", () => takeInHand(part, number), { className: "piece", "aria-pressed": String(inHand(part, number)), data: { key: `${part} ${number}` } });
  const list = [
    ...pieces.map(([part, number, span]) => [part, number, short(work.words(span))]),
    ...missing.map((part) => [part, 0, part === "target" && typeof item.target === "string" ? nameOf(item.target) : "none"]),
  ].map(([part, number, text]) => {
    const made = piece(part, number);
    made.append(make("b", { textContent: `${PARTS[part]}: ` }), text);
    return make("li", {}, made);
  });
  const made = [make("ul", { className: "pieces" }, ...list)];
  if (hand) made.push(drawEdges(kind, item));
  return made;
}

function drawEdges(kind, item) {
  const { part, number } = hand;
  const piece = work.stretches(kind, item).find(([other, at]) => other === part && at === number);
  const name = PARTS[part];
  const key = (value) => ({ data: { key: value } });
  const row = make("div", { className: "row edges", role: "group", "aria-label": `Move the ${name}` });
  if (piece) {
    const [start, end] = piece[2];
    const move = (edge, direction) => () => {
      const from = edge === "start" ? work.step(start, edge, direction) : start;
      const to = edge === "end" ? work.step(end, edge, direction) : end;
      if (from < to) replace([from, to]);
    };
    row.append(
      make("span", { textContent: "Start" }), button("◀", move("start", -1), { "aria-label": `${name} starts a word earlier`, ...key("start-") }),
      button("▶", move("start", 1), { "aria-label": `${name} starts a word later`, ...key("start+") }),
      make("span", { textContent: "End" }), button("◀", move("end", -1), { "aria-label": `${name} ends a word earlier`, ...key("end-") }),
      button("▶", move("end", 1), { "aria-label": `${name} ends a word later`, ...key("end+") }),
    );
  }
  row.append(button(piece ? "Put the selected words here" : "Take the selected words", () => withSelection(replace), key("put")));
  if (piece && !ONE.includes(part)) row.append(button("Add the selected words as a further piece", () => withSelection((span) => alter(() => work.setStretch(shown, part, null, span), "Added a piece.")), key("further")));
  if (piece && (!NEEDED.includes(part) || item[part].length > 1) && part !== "span") row.append(button("Take it out", () => alter(() => work.setStretch(shown, part, number, null), `The ${name} is taken out.`), key("out")));
  return row;
}

function drawAttribution(item) {
  const speakers = work.state.speakers.map((one) => [`s:${one.id}`, `${one.name}${one.role ? `, ${one.role}` : ""}`]);
  const open = given.open.map((name) => [`o:${name}`, `not settled: ${given.reasons[name]}`]);
  if (item.open && !given.open.includes(item.open)) open.unshift([`o:${item.open}`, `not settled: ${item.open}`]);
  const value = item.speaker ? `s:${item.speaker}` : item.source_status === "none" ? "none" : `o:${item.open}`;
  const options = [...speakers, ["new", "somebody else …"], ["none", "nobody is named"], ...open];
  const pick = (chosen) => {
    if (chosen === "new") return askForSpeaker();
    const who = chosen === "none" ? { none: true } : chosen.startsWith("s:") ? { speaker: chosen.slice(2) } : { open: chosen.slice(2) };
    return alter(() => work.setSpeaker(item.id, who), "The speaker is changed.");
  };
  const set = (key) => (chosen) => alter(() => work.set(item.id, { [key]: chosen }), "Changed.");
  const same = (list) => list.map((one) => [one, one]);
  return [
    choose("Speaker", "speaker", options, value, pick),
    make("div", { id: "somebody", hidden: true }),
    choose("The source is", "source_status", same(given.labels.source_status), item.source_status, set("source_status")),
    choose("Speech", "manner", same(given.labels.manner), item.manner, set("manner")),
    choose("Is it said?", "modality", same(given.labels.modality), item.modality, set("modality")),
    choose("The cue is", "stance", same(given.labels.stance), item.stance, set("stance")),
  ];
}

function askForSpeaker() {
  const box = at("somebody");
  const item = work.find(shown).item;
  const name = make("input", { type: "text", maxLength: 120, value: item.source.length ? short(work.words(item.source[0]), 120) : "" });
  const kind = choose("Kind", "somebody-kind", given.labels.speaker_kind.map((one) => [one, one]), "person", () => {});
  const add = () => {
    if (!name.value.trim()) return say("Give the speaker a name, or words for who they are.");
    return alter(() => work.addSpeaker(item.id, name.value.trim(), kind.querySelector("select").value), "A speaker is added.");
  };
  box.replaceChildren(field("Name", "somebody-name", name), kind, make("p", { className: "row" }, button("Add this speaker", add), button("Leave it", redraw)));
  box.hidden = false;
  name.focus();
}

function drawClaim(item) {
  const block = given.blocks.find((one) => touches(one.span, item.spans[0]));
  const near = work.state.attributions.filter((one) => one.id === item.attribution || (block && one.content.some((span) => touches(span, block.span))));
  const tell = (one) => `${one.speaker ? nameOf(one.speaker) : one.source_status === "none" ? "nobody named" : "source not settled"}: ${one.cue ? short(work.words(one.cue), 30) : "no cue"} (${one.id})`;
  const options = [["", "the outlet itself"], ...near.map((one) => [one.id, tell(one)])];
  const kinds = given.labels.claim_kind.map((one) => [one, one]);
  return [
    choose("Who says so?", "who", options, item.attribution || "", (id) => alter(() => work.setClaim(item.id, id || null), "Changed who says so.")),
    choose("It is a", "kind", kinds, item.kind, (kind) => alter(() => work.set(item.id, { kind }), "Changed.")),
  ];
}

function drawWord(item) {
  const set = (values) => alter(() => work.set(item.id, values), "Changed.");
  const categories = Object.entries(given.categories).map(([one, does]) => [one, `${one.replace("_", " ")}: ${does}`]);
  const speakers = work.state.speakers.map((one) => [one.id, one.name]);
  const voices = [["outlet", "the outlet"], ["unsourced", "somebody, nobody is named"], ["unsettled", "source not settled"], ...speakers];
  const target = typeof item.target === "string" ? item.target : item.target ? "words" : "";
  const targets = [["", "unclear"], ...(target === "words" ? [["words", "the words above"]] : []), ...speakers];
  const quoted = make("input", { type: "checkbox", checked: item.quoted, on: { change: () => set({ quoted: quoted.checked }) }, data: { key: "quoted" } });
  const neutral = make("input", {
    type: "text", value: item.neutral.join("; "),
    on: { change: () => set({ neutral: neutral.value.split(";").map((one) => one.trim()).filter(Boolean) }) },
  });
  return [
    choose("They are", "category", categories, item.category, (category) => set({ category })),
    choose("Whose words?", "voice", voices, item.voice, (voice) => set({ voice })),
    make("label", { className: "check" }, quoted, " they stand in a quotation"),
    choose("Whom or what do they judge?", "judged", targets, target, (one) => one !== "words" && set({ target: one || null })),
    field("Plainer words, with ; between them", "neutral", neutral),
  ];
}

// Acting

function redraw() {
  drawArticle();
  drawCard();
  const list = work.list();
  const done = list.filter(({ item }) => work.verdict(item.id)).length;
  at("progress").textContent = `${done} of ${list.length} settled, ${work.state.rejected.length} rejected`;
  at("undo").disabled = !work.past.length;
  at("accept-all").disabled = done === list.length;
  drawSelected();
}

function drawSelected() {
  at("selected").textContent = selected ? `Selected: ${short(work.words(selected))}` : "";
}

function say(text) {
  at("said").textContent = text;
}

function alter(act, told) {
  const changed = act();
  if (changed !== false) {
    saved = false;
    keepDraft();
    say(told);
  } else say("Nothing is changed.");
  redraw();
}

const replace = (span) => alter(() => work.setStretch(shown, hand.part, hand.number, span), `The ${PARTS[hand.part]} is now: ${short(work.words(span))}`);

function withSelection(act) {
  if (!selected) return say("Select words in the text first.");
  act(selected);
  selected = null;
  getSelection().removeAllRanges();
  return redraw();
}

function takeInHand(part, number) {
  hand = hand && hand.part === part && hand.number === number ? null : { part, number };
  redraw();
}

function filtered() {
  const [kind, left] = [at("show").value, at("left").checked];
  return work.list().filter((one) => (!kind || one.kind === kind) && (!left || !work.verdict(one.item.id) || one.item.id === shown));
}

function show(id, { scroll = true } = {}) {
  shown = id;
  hand = null;
  redraw();
  const lit = article.querySelector(".lit");
  if (scroll && lit) lit.scrollIntoView({ block: "center", behavior: "instant" });
}

function walk(direction, { from = shown, open = false } = {}) {
  const list = filtered();
  const here = list.findIndex((one) => one.item.id === from);
  const ahead = direction > 0 ? list.slice(here + 1) : list.slice(0, Math.max(here, 0)).reverse();
  const next = ahead.find((one) => !open || !work.verdict(one.item.id));
  if (next) show(next.item.id);
  else {
    redraw();
    say(open ? "That was the last one that was not settled from here on." : "There is nothing further.");
  }
  return Boolean(next);
}

function accept() {
  const id = shown;
  work.accept(id);
  saved = false;
  keepDraft();
  say("Accepted.");
  walk(1, { from: id, open: true });
}

function reject() {
  const list = filtered();
  const here = list.findIndex((one) => one.item.id === shown);
  const next = list.slice(here + 1).find((one) => !work.verdict(one.item.id)) || list[here - 1] || null;
  work.reject(shown);
  saved = false;
  keepDraft();
  say("Rejected. Undo brings it back.");
  show(next ? next.item.id : null);
}

function add(kind) {
  const found = shown && work.find(shown);
  const sentence = found && work.sentences[work.sentenceAt(found.at)];
  const span = selected || (sentence && trim(sentence));
  if (!span) return say("Select words in the text first.");
  const id = work.add(kind, span);
  saved = false;
  keepDraft();
  selected = null;
  getSelection().removeAllRanges();
  show(id);
  hand = { part: { attribution: "source", claim: "spans", evaluative: "span" }[kind], number: 0 };
  redraw();
  say(kind === "attribution" ? "Added. Now select its source in the text and take it, then its cue." : "Added.");
  return at("card-title").focus();
}

function download() {
  const by = at("by").value.trim();
  if (!by || by === "program") {
    at("saved").textContent = "Say who corrects first; initials will do.";
    return at("by").focus();
  }
  const url = URL.createObjectURL(new Blob([work.toLine(by)], { type: "application/jsonl" }));
  const safe = (text) => text.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "article";
  const link = make("a", { href: url, download: `${safe(given.id)}.${safe(by)}.jsonl` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  saved = true;
  const left = work.list().filter(({ item }) => !work.verdict(item.id)).length;
  at("saved").textContent = left ? `Downloaded. ${left} findings are not settled; the file says which are.` : "Downloaded.";
  return say("Downloaded.");
}

// Drafts: what was done so far stays in this browser, under the text and the program's findings.

const place = `attrib ${given.sha256} ${given.base}`;

function keepDraft() {
  try {
    localStorage.setItem(place, JSON.stringify({ by: at("by").value, state: work.state }));
  } catch {
    // No room, or the browser keeps nothing for files: the page works without.
  }
}

function readDraft() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

at("resume").addEventListener("click", () => {
  const draft = readDraft();
  alter(() => work.change(() => {
    work.state = draft.state;
  }), "The draft is back.");
  at("by").value = draft.by || at("by").value;
  at("draft").hidden = true;
});
at("discard").addEventListener("click", () => {
  try {
    localStorage.removeItem(place);
  } catch {
    // Nothing was kept.
  }
  at("draft").hidden = true;
});

for (const one of document.querySelectorAll("[data-add]")) {
  one.addEventListener("click", () => add(one.dataset.add));
  one.addEventListener("mousedown", (event) => event.preventDefault());
}
at("previous").addEventListener("click", () => walk(-1));
at("next").addEventListener("click", () => walk(1));
at("show").addEventListener("change", () => walk(1, { from: null }));
at("left").addEventListener("change", redraw);
at("save").addEventListener("click", download);
at("undo").addEventListener("click", undo);
at("accept-all").addEventListener("click", () => {
  const open = work.list().map(({ item }) => item.id).filter((id) => !work.verdict(id));
  alter(() => work.acceptAll(open), `${open.length} accepted. Undo takes it back.`);
});

function undo() {
  if (!work.undo()) return say("There is nothing to take back.");
  saved = false;
  keepDraft();
  redraw();
  return say("Taken back.");
}

document.addEventListener("selectionchange", () => {
  const found = readSelection();
  if (found) {
    selected = found;
    drawSelected();
  }
});
article.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return;
  selected = null;
  const segment = event.target.closest("[data-ids]");
  const ids = segment ? segment.dataset.ids.split(" ").filter(Boolean) : [];
  if (!ids.length) return drawSelected();
  // The smallest first; a further click on the same words goes on to the next that holds them.
  const size = (id) => {
    const { kind, item } = work.find(id);
    return work.stretches(kind, item).reduce((sum, [, , [start, end]]) => sum + end - start, 0);
  };
  const order = [...ids].sort((a, b) => size(a) - size(b));
  return show(order[(order.indexOf(shown) + 1) % order.length], { scroll: false });
});
at("card").addEventListener("keydown", (event) => {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { a: accept, x: reject, n: () => walk(1), p: () => walk(-1), u: undo }[event.key.toLowerCase()];
  if (!act || !shown) return;
  event.preventDefault();
  act();
  at("card-title").focus();
});
addEventListener("beforeunload", (event) => {
  if (!saved) event.preventDefault();
});

at("by").value = work.by;
at("draft").hidden = !readDraft();
if (!walk(1, { from: null, open: true })) walk(1, { from: null });
say("");
