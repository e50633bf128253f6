"use strict";
// A record under correction. Every change goes through `change`, so that each can be taken back.
// Offsets are code points, as in the record; what is never changed stays as the text it came as.
const LAYERS = { attribution: "attributions", claim: "claims", evaluative: "evaluative" };
const PLACES = { attribution: ["source", "cue", "content"], claim: ["spans"], evaluative: ["span", "target"] };
const ONE = ["cue", "span", "target"]; // one stretch; the others are lists of them
const NEEDED = ["content", "spans", "span"];
const PAST = 200; // steps that can be taken back

class Correction {
  // given: {frozen: {key: JSON text}, order: [key], layers, made_with, review}
  constructor(given) {
    this.frozen = given.frozen;
    this.order = given.order;
    this.chars = Array.from(JSON.parse(given.frozen.text));
    this.sentences = JSON.parse(given.frozen.sentences);
    this.state = { ...given.layers, verdicts: {}, rejected: [], fresh: [] };
    this.madeWith = given.made_with;
    this.past = [];
    this.by = given.review ? given.review.by : "";
    const review = given.review || {};
    for (const name of ["accepted", "changed", "added"]) for (const id of review[name] || []) this.state.verdicts[id] = name;
    this.state.rejected = review.rejected || [];
    this.state.fresh = review.new || [];
    // A person's record without a review is theirs in whole.
    if (!given.review && this.madeWith.by !== "program") {
      this.by = this.madeWith.by;
      for (const { item } of this.list()) this.state.verdicts[item.id] = "accepted";
    }
  }

  words([start, end]) {
    return this.chars.slice(start, end).join("");
  }

  // All findings in the order of the text; what is about the whole before what is about a part.
  list() {
    const rank = { attribution: 0, claim: 1, evaluative: 2 };
    const found = Object.entries(LAYERS).flatMap(([kind, layer]) => this.state[layer].map((item) => ({ kind, item })));
    const at = ({ kind, item }) => Math.min(...this.stretches(kind, item).filter(([part]) => part !== "target").map(([, , span]) => span[0]));
    return found
      .map((one) => ({ ...one, at: at(one) }))
      .sort((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind] || a.item.id.localeCompare(b.item.id));
  }

  find(id) {
    return this.list().find((one) => one.item.id === id) || null;
  }

  // [part, number, span] of everything that a finding marks.
  stretches(kind, item) {
    return PLACES[kind].flatMap((part) => {
      if (!ONE.includes(part)) return item[part].map((span, number) => [part, number, span]);
      return Array.isArray(item[part]) ? [[part, 0, item[part]]] : [];
    });
  }

  change(alter) {
    const before = JSON.stringify(this.state);
    alter();
    if (JSON.stringify(this.state) === before) return false;
    this.past = [...this.past, before].slice(-PAST);
    return true;
  }

  undo() {
    const before = this.past.pop();
    if (before) this.state = JSON.parse(before);
    return Boolean(before);
  }

  verdict(id) {
    return this.state.verdicts[id] || null;
  }

  // What was changed or added stays so when it is accepted afterwards.
  settle(id, verdict) {
    const had = this.state.verdicts[id];
    const keeps = had === "added" || (had === "changed" && verdict === "accepted");
    this.state.verdicts[id] = keeps ? had : verdict;
    this.state.fresh = this.state.fresh.filter((one) => one !== id);
  }

  accept(id) {
    return this.change(() => this.settle(id, "accepted"));
  }

  acceptAll(ids) {
    return this.change(() => ids.forEach((id) => this.settle(id, "accepted")));
  }

  reject(id) {
    return this.change(() => {
      const { kind, item } = this.find(id);
      this.state[LAYERS[kind]] = this.state[LAYERS[kind]].filter((one) => one.id !== id);
      // What the person added and takes out again was never there.
      if (this.verdict(id) !== "added") this.state.rejected.push({ kind, item });
      delete this.state.verdicts[id];
      this.state.fresh = this.state.fresh.filter((one) => one !== id);
      if (kind === "attribution") this.orphan(item);
    });
  }

  // What stood in a rejected attribution belongs to the one around it, or to the outlet.
  orphan(gone) {
    for (const one of this.state.attributions.filter((one) => one.parent === gone.id)) {
      one.parent = gone.parent;
      this.settle(one.id, "changed");
    }
    for (const one of this.state.claims.filter((one) => one.attribution === gone.id)) this.place(one, gone.parent);
    for (const one of this.state.evaluative.filter((one) => one.attribution === gone.id)) {
      const voiced = one.voice === voiceOf(gone);
      one.attribution = gone.parent;
      const outer = this.attribution(gone.parent);
      if (voiced) Object.assign(one, { voice: outer ? voiceOf(outer) : "outlet", quoted: outer ? one.quoted : false });
      this.settle(one.id, "changed");
    }
  }

  attribution(id) {
    return this.state.attributions.find((one) => one.id === id) || null;
  }

  // Gives a claim to an attribution (null: to the outlet), with the status and the speaker that come of it.
  place(claim, id) {
    const home = this.attribution(id);
    const status = !home ? "unattributed" : home.source_status === "none" ? "unsourced" : "attributed";
    const made = { attribution: home ? home.id : null, status, speaker: status === "attributed" ? home.speaker : null };
    if (["attribution", "status", "speaker"].every((key) => claim[key] === made[key])) return;
    Object.assign(claim, made);
    this.settle(claim.id, "changed");
  }

  setClaim(id, attribution) {
    return this.change(() => this.place(this.find(id).item, attribution));
  }

  set(id, values) {
    return this.change(() => {
      const { item } = this.find(id);
      if (Object.entries(values).every(([key, value]) => JSON.stringify(item[key]) === JSON.stringify(value))) return;
      Object.assign(item, values);
      this.settle(id, "changed");
    });
  }

  // who: {speaker: id}, {open: reason} or {none: true}, nobody is named.
  setSpeaker(id, who) {
    return this.change(() => {
      const one = this.attribution(id);
      const before = one.speaker;
      const old = voiceOf(one);
      const status = who.none ? "none" : one.source_status === "none" ? (one.source.length ? "nominal" : "elided") : one.source_status;
      Object.assign(one, {
        speaker: who.speaker || null, open: who.open || null, source_status: status, speaker_score: who.speaker ? 1 : null,
      });
      this.settle(id, "changed");
      for (const claim of this.state.claims.filter((claim) => claim.attribution === id)) this.place(claim, id);
      for (const word of this.state.evaluative.filter((word) => word.attribution === id && word.voice === old)) {
        if (word.voice === voiceOf(one)) continue;
        word.voice = voiceOf(one);
        this.settle(word.id, "changed");
      }
      const isSource = (span) => one.source.some((other) => other[0] === span[0] && other[1] === span[1]);
      for (const speaker of this.state.speakers) {
        if (speaker.id === who.speaker) speaker.mentions = distinct([...speaker.mentions, ...one.source]);
        else if (speaker.id === before) speaker.mentions = speaker.mentions.filter((span) => !isSource(span));
      }
    });
  }

  addSpeaker(id, name, kind) {
    const speaker = {
      id: this.next("s"), name, kind, role: null, named: kind !== "unnamed", members: [], and_or: null, speaks_for: null, mentions: [], why: [],
    };
    return this.change(() => {
      this.state.speakers.push(speaker);
      const had = this.past;
      this.setSpeaker(id, { speaker: speaker.id });
      this.past = had; // one step, not two
    });
  }

  next(letter) {
    const kept = Object.values(LAYERS).flatMap((layer) => this.state[layer]);
    const used = [...kept, ...this.state.speakers, ...this.state.rejected.map((one) => one.item)].map((one) => one.id);
    let number = 1;
    while (used.includes(`${letter}${number}`)) number += 1;
    return `${letter}${number}`;
  }

  // Sets a stretch (number: which piece; null: a further one), and moves what stands in a content with it.
  setStretch(id, part, number, span) {
    return this.change(() => {
      const { kind, item } = this.find(id);
      if (span && this.words(span).trim() === "") return;
      const before = JSON.stringify(item[part]);
      if (ONE.includes(part)) item[part] = span;
      else {
        const spans = item[part].filter((_, at) => at !== number);
        item[part] = join([...spans, ...(span ? [span] : [])]);
      }
      if (NEEDED.includes(part) && (!item[part] || item[part].length === 0)) item[part] = JSON.parse(before);
      if (JSON.stringify(item[part]) === before) return;
      this.settle(id, "changed");
      if (kind === "attribution" && part === "content") this.refill(item);
      if (kind === "attribution" && part === "source") this.resource(item);
      if (kind === "claim") item.sentence = this.sentenceAt(item.spans[0][0]);
    });
  }

  // After a content changed: claims and words that it holds now are its, those that it lost go to what is around.
  refill(attribution) {
    for (const claim of this.state.claims) {
      const home = this.innermost(claim.spans);
      if (claim.attribution === attribution.id ? !holds(attribution.content, claim.spans) : home === attribution) this.place(claim, home && home.id);
    }
    for (const word of this.state.evaluative) {
      const home = this.innermost([word.span]);
      if (word.attribution === attribution.id ? holds(attribution.content, [word.span]) : home !== attribution) continue;
      Object.assign(word, { attribution: home ? home.id : null, voice: home ? voiceOf(home) : "outlet", quoted: Boolean(home) && home.manner === "direct" });
      this.settle(word.id, "changed");
    }
    for (const one of this.state.attributions.filter((one) => one !== attribution)) {
      const home = this.innermost([...one.content, ...(one.cue ? [one.cue] : [])], one);
      if (one.parent !== attribution.id && home !== attribution) continue;
      if (one.parent === (home && home.id)) continue;
      one.parent = home && home.id;
      this.settle(one.id, "changed");
    }
  }

  resource(attribution) {
    const { source } = attribution;
    const first = source.length ? this.words(source[0]).toLowerCase() : "";
    const known = this.state.speakers.find((one) => one.mentions.some((span) => source.some((other) => touches(span, other))));
    if (!source.length) attribution.source_status = attribution.speaker ? "elided" : "none";
    else if (/^(i|we|you|he|she|it|they|who)$/.test(first)) attribution.source_status = "pronoun";
    else if (["elided", "none"].includes(attribution.source_status)) attribution.source_status = known && known.named ? "named" : "nominal";
    if (known && !attribution.speaker) {
      const had = this.past;
      this.setSpeaker(attribution.id, { speaker: known.id });
      this.past = had;
    }
  }

  // The smallest attribution whose content holds these; inner: an attribution, which stands in larger ones only.
  innermost(spans, inner = null) {
    const size = (one) => one.content.reduce((sum, [start, end]) => sum + end - start, 0);
    const fits = (one) => !inner || (one !== inner && size(one) > size(inner));
    const around = this.state.attributions.filter((one) => fits(one) && holds(one.content, spans));
    return around.sort((a, b) => size(a) - size(b))[0] || null;
  }

  sentenceAt(at) {
    const found = this.sentences.findIndex(([, end]) => at < end);
    return found < 0 ? Math.max(0, this.sentences.length - 1) : found;
  }

  add(kind, span) {
    const home = this.innermost([span]);
    const id = this.next({ attribution: "a", claim: "c", evaluative: "e" }[kind]);
    const quoted = /^[“"‘'«]/.test(this.words(span));
    const made = {
      attribution: () => ({
        id, source: [], source_status: "elided", cue: null, content: [span], manner: quoted ? "direct" : "indirect", modality: "asserted",
        stance: "neutral", parent: home && home.id, speaker: null, open: "no-antecedent", addressee: [], medium: [], grounds: [],
        score: 1, speaker_score: null, why: [],
      }),
      claim: () => ({
        id, spans: [span], status: "unattributed", attribution: null, speaker: null, kind: "statement", sentence: this.sentenceAt(span[0]), score: 1,
      }),
      evaluative: () => ({
        id, span, category: "evaluative_modifier", voice: home ? voiceOf(home) : "outlet", attribution: home && home.id,
        quoted: Boolean(home) && home.manner === "direct", target: null, neutral: [], note: null, score: 1, why: [],
      }),
    }[kind]();
    this.change(() => {
      this.state[LAYERS[kind]].push(made);
      this.state.verdicts[id] = "added";
      if (kind === "claim") this.place(made, home && home.id);
      if (kind === "attribution") this.refill(made);
    });
    return id;
  }

  // The next or last place where a word or a mark begins or ends, from one edge of a stretch.
  step(at, edge, direction) {
    const edges = this.edges || (this.edges = findEdges(this.chars));
    const places = edge === "start" ? edges.starts : edges.ends;
    const found = direction > 0 ? places.find((place) => place > at) : [...places].reverse().find((place) => place < at);
    return found === undefined ? at : found;
  }

  review(by) {
    const ids = (name) => this.list().map(({ item }) => item.id).filter((id) => this.verdict(id) === name);
    return { by, accepted: ids("accepted"), changed: ids("changed"), added: ids("added"), rejected: this.state.rejected, new: this.state.fresh };
  }

  // One line of JSONL. What was never touched comes out as it went in.
  toLine(by) {
    const made = { ...this.frozen, made_with: JSON.stringify({ ...this.madeWith, by }), review: JSON.stringify(this.review(by)) };
    for (const layer of [...Object.values(LAYERS), "speakers"]) made[layer] = JSON.stringify(this.state[layer]);
    return `{${[...this.order, "review"].map((key) => `${JSON.stringify(key)}: ${made[key]}`).join(", ")}}\n`;
  }
}

function voiceOf(attribution) {
  return attribution.speaker || (attribution.source_status === "none" ? "unsourced" : "unsettled");
}

function holds(outer, inner) {
  return inner.every(([start, end]) => outer.some(([from, to]) => from <= start && end <= to));
}

function touches([start, end], [from, to]) {
  return start < to && from < end;
}

function distinct(spans) {
  const sorted = [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return sorted.filter((span, at) => at === 0 || span[0] !== sorted[at - 1][0] || span[1] !== sorted[at - 1][1]);
}

// Pieces that overlap become one.
function join(spans) {
  const joined = [];
  for (const [start, end] of distinct(spans)) {
    const last = joined[joined.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

// Where words, and marks that are none, begin and end.
function findEdges(chars) {
  const starts = [];
  const ends = [];
  const isWord = (char) => char !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(char);
  chars.forEach((char, at) => {
    if (/\s/u.test(char)) return;
    if (!isWord(char) || !isWord(chars[at - 1])) starts.push(at);
    if (!isWord(char) || !isWord(chars[at + 1])) ends.push(at + 1);
  });
  return { starts, ends };
}
