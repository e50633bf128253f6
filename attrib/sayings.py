"""Verbs of saying, holding and telling, in all their forms: what may follow each as what is said."""

from __future__ import annotations

from attrib.prose import word_set

# Cues of saying and holding so, after which a bare noun phrase opens a clause: "said the dam holds".
SAYING = word_set(
    "say says said saying tell tells told telling claim claims claimed claiming add adds added adding "
    "announce announces announced announcing warn warns warned warning report reports reported note "
    "notes noted noting argue argues argued arguing insist insists insisted insisting believe believes "
    "believed think thinks thought know knows knew explain explains explained state states stated "
    "declare declares declared confirm confirms confirmed suggest suggests suggested admit admits "
    "admitted acknowledge acknowledges acknowledged according show shows showed shown reveal revealed "
    "recall recalled conclude concluded contend contends contended maintain maintains maintained allege "
    "alleges alleged write writes wrote written stress stressed complain complained testify testified "
    "predict predicts predicted fear fears feared hear heard quote quoted estimate estimates estimated "
    "find finds found felt feels feel"
)
# Those of them that take a thing as well as a clause: "showed contempt", "found a letter".
PERCEIVING = word_set(
    "show shows showed shown find finds found feel feels felt hear heard know knows knew recall recalled "
    "reveal revealed see sees saw seen write writes wrote written"
)
# Cues whose infinitive is what was said: "vowed to stay", "told them to wait".
SPEAKING = word_set(
    "promise promises promised promising vow vows vowed vowing pledge pledges pledged pledging agree "
    "agrees agreed agreeing threaten threatens threatened threatening offer offers offered urge urges "
    "urged urging order orders ordered tell tells told telling demand demands demanded instruct "
    "instructed call calls called calling swear swore warn warned advise advised request requested "
    "decline declines declined declining refuse refuses refused refusing"
)
