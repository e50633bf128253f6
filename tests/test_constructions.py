"""Constructions of which grammar says more than the network: what they make of what it found."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from readings import read_marked

from attrib.attributions import find_attributions
from attrib.reading import Relation
from attrib.records import Attribution, Block
from attrib.spans import Span


def tell(marked: str) -> list[tuple[list[str], str | None, list[str]]]:
    """Source, cue and content of every attribution, as words."""
    text, found = find(marked)
    return [
        (
            [span.of(text) for span in one.source],
            one.cue.of(text) if one.cue else None,
            [span.of(text) for span in one.content],
        )
        for one in found
    ]


def find(marked: str) -> tuple[str, tuple[Attribution, ...]]:
    reading = read_marked(marked)
    return reading.text, find_attributions(reading, ())


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        # “according to” what nobody says
        ("[c1:Pupils are lined up] [q1:according to] height.", []),
        ("[c1:Pupils are lined up], [q1:according to] [s1:the head].",
         [(["the head"], "according to", ["Pupils are lined up"])]),
        # a subject that is part of what is thought
        ("[s1:He] [q1:is thought] [c1:to be abroad].", [([], "is thought", ["He", "to be abroad"])]),
        ("[s1:The boats] [q1:were widely believed] [c1:to leak].",
         [([], "were widely believed", ["The boats", "to leak"])]),
        ("[q1:It is believed] by [s1:her aides] [c1:that it leaks].",
         [(["her aides"], "It is believed by", ["that it leaks"])]),
        ("[s1:She] [q1:is believed] [c1:by all].", [(["She"], "is believed", ["by all"])]),
        ("[c1:A Russian] delegation [q1:is expected] [c1:to arrive].",
         [([], "is expected", ["A Russian delegation", "to arrive"])]),
        # who is told says nothing
        ("[s1:It] [q1:was also warned] [c1:that the pumps were old].",
         [([], "was also warned", ["that the pumps were old"])]),
        ("[s1:The crew] [q1:was told by] [s1:Bo] [c1:to turn].",
         [(["The crew", "Bo"], "was told by", ["to turn"])]),
        # nor who does what is “allegedly” done
        ("[c1:The vote was] [q1:allegedly delayed by] [s1:ministers].",
         [([], "allegedly", ["The vote was", "delayed by ministers"])]),
        ("[c1:The vote] [q1:was allegedly delayed by] [s1:ministers].",
         [([], "allegedly", ["The vote was", "delayed by ministers"])]),
        ("[c1:The vote was rigged], [q1:as reportedly told by] [s1:ministers].",
         [(["ministers"], "as reportedly told by", ["The vote was rigged"])]),
        # a condition ends at its comma
        ("Had [s1:Bo] [q1:said] [c1:that he was sorry, the strike might have ended].",
         [(["Bo"], "said", ["that he was sorry"])]),
        ("Had [s1:Bo] [q1:said] [c1:that he was sorry, tired and ill].",
         [(["Bo"], "said", ["that he was sorry, tired and ill"])]),
        ("[s1:Bo] [q1:said] [c1:that when he was sorry, the strike might have ended].",
         [(["Bo"], "said", ["that when he was sorry, the strike might have ended"])]),
        # so does a clause with “which”
        ("The virus, [c1:which] [s1:doctors] [q1:say] [c1:spreads by touch], [c1:had reached the coast].",
         [(["doctors"], "say", ["which", "spreads by touch"])]),
        # what takes up what was said
        ("[c1:He was framed, something] [s1:the judge] [q1:called] [c1:“fanciful”].",
         [(["the judge"], "called", ["something", "“fanciful”"])]),
        ("[c1:He was framed, a claim] [s1:the agent] [q1:denies].", [(["the agent"], "denies", ["a claim"])]),
        ("[c1:He was framed], [s1:the agent] [q1:claims].",
         [(["the agent"], "claims", ["He was framed"])]),
        # what is said in a cleft sentence, and behind “however”
        ("[c1:What] [s1:he] [q1:did say] [c1:was that it leaks].", [(["he"], "did say", ["that it leaks"])]),
        ("[s1:He] [q1:did say] [c1:was that it leaks].", [(["He"], "did say", ["was that it leaks"])]),
        ("[q1:According to] [s1:the paper], [c1:however, any such use is far off].",
         [(["the paper"], "According to", ["any such use is far off"])]),
        # what something is called
        ("He was caught in [c1:what] [s1:supporters] [q1:describe] as a witch hunt.",
         [(["supporters"], "describe", ["what", "as a witch hunt"])]),
        ("It is [c1:what] [s1:supporters] [q1:want] as a rule.", [(["supporters"], "want", ["what"])]),
        # no speech
        ("[s1:A man] who [q1:asked] [c1:not to be named] left.", []),
        ("The jury [q1:was shown] [c1:a text message].", []),
        ("It [q1:was shown] [c1:that it leaks].", [([], "was shown", ["that it leaks"])]),
        ("[s1:PM] [q1:‘knew of] [c1:the leak’].", []),
        ("[s1:You][q1:’ll note] [c1:the leak].", [(["You"], "’ll note", ["the leak"])]),
        ("[s1:They] [q1:declined] [c1:to be named].", []),
        ("[s1:They] [q1:declined] [c1:to be moved].", [(["They"], "declined", ["to be moved"])]),
        # who is asked does not ask
        ("[s1:Bo], [q1:asked] [c1:if he knew], left.", [([], "asked", ["if he knew"])]),
        ("[s1:Bo] [q1:asked] [c1:if he knew].", [(["Bo"], "asked", ["if he knew"])]),
        # what is set between, and the mark of the quotation around
        ("[s1:It] [q1:suggests], [c1:but does not prove, that it leaks].",
         [(["It"], "suggests", ["that it leaks"])]),
        ("[c1:“[s2:He] [q2:said] [c2:he paid.”]] [q1:told] [s1:Bo] me.",
         [(["Bo"], "told", ["“He said he paid.”"]), (["He"], "said", ["he paid"])]),
        # when it is said is no part of the source
        ("[s1:Today scientists] [q1:say] [c1:it leaks].", [(["scientists"], "say", ["it leaks"])]),
        ("[s1:Now Magazine] [q1:says] [c1:it leaks].", [(["Now Magazine"], "says", ["it leaks"])]),
        # who hails in a clause beside what is hailed
        ("The pact, [q1:hailed] by Berlin [c1:as historic], holds.",
         [(["Berlin"], "hailed by", ["as historic"])]),
        # a piece of another sentence
        ("[s1:They] [q1:claim] [c1:it was dry]. Video shows [c1:otherwise].",
         [(["They"], "claim", ["it was dry"])]),
        ("[s1:They] [q1:claim] [c1:it was dry]. [c1:Teow] was wanted.",
         [(["They"], "claim", ["it was dry"])]),
        ("[s1:They] [q1:claim] [c1:it was dry]. [c1:“So it was.”]",
         [(["They"], "claim", ["it was dry", "“So it was.”"])]),
        # sources that are cut short
        ("[s1:The papers issued this] week [q1:show] [c1:that it leaks].",
         [(["The papers issued this week"], "show", ["that it leaks"])]),
        ("[s1:Ahmed] Said [q1:recalled] [c1:the flood].", [(["Ahmed Said"], "recalled", ["the flood"])]),
        ("[s1:Ahmed] Monday [q1:recalled] [c1:the flood].", [(["Ahmed"], "recalled", ["the flood"])]),
        ("[s1:The owner, who did] not give his name, [q1:denied] [c1:it].",
         [(["The owner, who did not give his name,"], "denied", ["it"])]),
        ("[s1:Her] [q1:defence says] [c1:it leaks].", [(["Her defence"], "says", ["it leaks"])]),
        # who is cited before the verb
        ("[s1:[s2:The Tide]], [q1:citing] [c1:two officials], [q2:reported] [c2:that it leaks].",
         [(["two officials"], "citing", ["that it leaks"]), (["The Tide"], "reported", ["that it leaks"])]),
        # contents that stop too early
        ("[s1:They] [q1:announced] [c1:that the towns would] be safe.",
         [(["They"], "announced", ["that the towns would be safe"])]),
        ("[s1:They] [q1:announced] [c1:that the] [s2:mayor] [q2:said] [c2:so].",
         [(["They"], "announced", ["that the"]), (["mayor"], "said", ["so"])]),
        ("[s1:She] [q1:said] [c1:“it would”] be so.", [(["She"], "said", ["“it would”"])]),
        ("[s1:She] [q1:said] [c1:they compare in] their returns.",
         [(["She"], "said", ["they compare in their returns"])]),
        ("[s1:She] [q1:said] [c1:they would tune in].", [(["She"], "said", ["they would tune in"])]),
        # a subject that is quoted
        ("[c1:Mayor Ruiz] [q1:was quoted as saying] by [s1:the] daily Tide [c1:that it leaks].",
         [(["Mayor Ruiz"], "was quoted as saying", ["that it leaks"])]),
        ("[s1:The daily Tide] [q1:quoted her as saying] [c1:that it leaks].",
         [(["The daily Tide"], "quoted her as saying", ["that it leaks"])]),
        # nobody says goodbye to paper
        ("[s1:The law] [q1:says] [c1:goodbye to paper].", []),
        ("[s1:She] [q1:said]: [c1:“Goodbye.”]", [(["She"], "said:", ["“Goodbye.”"])]),
        # who asks
        ("[q1:Pressed] by a caller on [c1:whether she would go], [s1:she] left.",
         [(["a caller"], "Pressed by", ["on whether she would go"])]),
        ("[s1:She] [q1:asked] [c1:by what right].", [(["She"], "asked", ["by what right"])]),
        # a noun for what is said, which the network linked to nothing
        ("The announcement by the union [c1:that it would strike] came late.",
         [(["the union"], "The announcement by", ["that it would strike"])]),
        ("The boat by the quay [c1:that it would strike] came late.", []),
        # what is reported inside of a content
        ("[s1:Vale] [q1:denied] [c1:allegations by two colleagues that he hid it].",
         [(["Vale"], "denied", ["allegations by two colleagues that he hid it"]),
          (["two colleagues"], "allegations by", ["that he hid it"])]),
        ("[s1:Vale] [q1:criticised] [c1:the mayor for saying that it leaks].",
         [(["Vale"], "criticised", ["the mayor for saying that it leaks"]),
          (["the mayor"], "saying", ["that it leaks"])]),
        ("[s1:The Tide] [q1:quoted] [c1:a memo as saying it leaks].",
         [(["The Tide"], "quoted", ["a memo as saying it leaks"]), (["a memo"], "as saying", ["it leaks"])]),
        ("[s1:Bo] [q1:hailed] [c1:a memo as saying it].", [(["Bo"], "hailed", ["a memo as saying it"])]),
        # a contrast between two who speak
        ("[s1:Vale] [q1:claimed] [c1:it holds, while [s2:the mayor] [q2:said] [c2:it leaks]].",
         [(["Vale"], "claimed", ["it holds"]), (["the mayor"], "said", ["it leaks"])]),
        ("[s1:Vale] [q1:claimed] [c1:it holds where [s2:the mayor] [q2:said] [c2:it leaks]].",
         [(["Vale"], "claimed", ["it holds where the mayor said it leaks"]),
          (["the mayor"], "said", ["it leaks"])]),
        ("[s1:Vale] [q1:demanded] [c1:that he go, and [s2:the mayor] [q2:hinted] [c2:so]].",
         [(["Vale"], "demanded", ["that he go"]), (["the mayor"], "hinted", ["so"])]),
        # who is blamed, in the passive
        ("[c1:The mayor] [q1:was criticised for] [c1:saying that it leaks].",
         [([], "was criticised for", ["The mayor", "saying that it leaks"]),
          (["The mayor"], "saying", ["that it leaks"])]),
        # participles that go on
        ("[s1:She] [q1:said] [c1:it holds, promising that it sails].",
         [(["She"], "said", ["it holds"]), ([], "promising", ["that it sails"])]),
        ("[s1:She], [q1:adding] [c1:that it holds and warning of leaks].",
         [(["She"], "adding", ["that it holds"]), ([], "warning of", ["leaks"])]),
        ("[s1:[s2:She]] [q1:said] [c1:it holds], [q2:adding] [c2:that it sails].",
         [(["She"], "said", ["it holds"]), ([], "adding", ["that it sails"])]),
        # the next verb of the same subject
        ("[s1:Bo] [q1:said] [c1:it holds and said she had asked].",
         [(["Bo"], "said", ["it holds"]), (["Bo"], "said", ["she had asked"])]),
        ("[s1:Bo] [q1:said] [c1:it holds and [q2:called] [c2:it safe]].",
         [(["Bo"], "said", ["it holds"]), (["Bo"], "called", ["it safe"])]),
        ("[s1:Bo] [q1:says] [c1:she came and said so].", [(["Bo"], "says", ["she came and said so"])]),
        ("[s1:Bo] [q1:said] [c1:“she came and said so”].", [(["Bo"], "said", ["“she came and said so”"])]),
        ("[s1:Bo], [q1:adding] [c1:that she came and said so].",
         [(["Bo"], "adding", ["that she came and said so"])]),
        # verbs that report nothing
        ("[c1:He] [q1:was promoted] [c1:to chairman].", []),
        ("[c1:He] [q1:was accused of] [c1:theft].", [([], "was accused of", ["He", "theft"])]),
        ("[s1:The board] [q1:promoted] [c1:him].", [(["The board"], "promoted", ["him"])]),
        ("[s1:They] [q1:have] [c1:to leave].", []),  # an auxiliary alone
        ("[s1:Bo] [q1:said] [c1:the call came, and] [s2:the group] [q2:said] [c2:so].",
         [(["Bo"], "said", ["the call came"]), (["the group"], "said", ["so"])]),
        # sources and contents from other sentences
        ("[s1:Ruiz] left. She [q1:said] [c1:it holds].", [(["She"], "said", ["it holds"])]),
        ("[s1:Ruiz] left. The mayor [q1:said] [c1:it holds].", [(["The mayor"], "said", ["it holds"])]),
        ("[s1:Ruiz] left. The quay [q1:said] [c1:it holds].", [([], "said", ["it holds"])]),
        # who is addressed, between the cue and the clause
        ("[s1:Ruiz] [q1:warned] [c1:her mate, Lind,] [c1:that it leaks].",
         [(["Ruiz"], "warned", ["that it leaks"])]),
        ("[s1:Ruiz] [q1:said] [c1:her mate] [c1:that it leaks].",
         [(["Ruiz"], "said", ["her mate", "that it leaks"])]),
        ("[s1:Ruiz] [q1:warned] [c1:that it leaks and told him to wait].",
         [(["Ruiz"], "warned", ["that it leaks"]), (["Ruiz"], "told", ["to wait"])]),
        # what belongs to the source, the cue or the content beside it
        ("[s1:The port’s audit] [q1:found] [c1:leaks].", [(["The port’s"], "audit found", ["leaks"])]),
        ("[s1:Monday’s audit] [q1:found] [c1:nine leaks].", [(["Monday’s audit"], "found", ["nine leaks"])]),
        ("[s1:The port’s master] [q1:found] [c1:it].", [(["The port’s master"], "found", ["it"])]),
        ("On Monday Dr [s1:Ada Ruiz] [q1:said] [c1:it holds].", [(["Dr Ada Ruiz"], "said", ["it holds"])]),
        ("She met the Mayor. [s1:Ada Ruiz] [q1:said] [c1:it holds].", [(["Ada Ruiz"], "said", ["it holds"])]),
        ("Old Mayor\n[s1:Ada Ruiz] [q1:said] [c1:it holds].", [(["Ada Ruiz"], "said", ["it holds"])]),
        ("In May [s1:Ada Ruiz] [q1:said] [c1:it holds].", [(["Ada Ruiz"], "said", ["it holds"])]),
        ("[q1:There is concern] among [s1:growers] [c1:that it leaks].",
         [(["growers"], "There is concern among", ["that it leaks"])]),
        ("[s1:Ruiz] [q1:said] sadly [c1:that it leaks].", [(["Ruiz"], "said sadly", ["that it leaks"])]),
        ("[q1:Asked] [c1:about the leak], Ruiz left.", [([], "Asked about", ["the leak"])]),
        ("[s1:Ruiz] [q1:asked] [c1:about it].", [(["Ruiz"], "asked about", ["it"])]),
        ("[s1:Ruiz] [q1:told] [c1:the guards to stay].", [(["Ruiz"], "told", ["to stay"])]),
        ("[s1:Ruiz] [q1:told] [c1:the truth to a court].", [(["Ruiz"], "told", ["the truth to a court"])]),
        ("[s1:Ruiz] [q1:ordered] [c1:the guards to stay].", [(["Ruiz"], "ordered", ["the guards to stay"])]),
        ("Norbank, [s1:which] [q1:said] [c1:sales doubled, hired nine].",
         [(["which"], "said", ["sales doubled"])]),
        ("[s1:Ruiz] [q1:promised] [c1:half by] June and [q2:saying] [c2:it holds].",
         [(["Ruiz"], "promised", ["half by June"]), ([], "saying", ["it holds"])]),
        ("[s1:Ruiz] [q1:warned] [c1:of frost].", [(["Ruiz"], "warned of", ["frost"])]),
        ("[s1:Ruiz] [q1:said] [c1:on Monday it holds].", [(["Ruiz"], "said", ["on Monday it holds"])]),
        ("[c1:It holds], [q1:in] [s1:Ruiz’s] view.", [(["Ruiz’s"], "view", ["It holds"])]),
        ("[s1:The rule] [q1:known as] [c1:“two strikes” dates].", []),
        # what is called so is a term
        ("[c1:Such ice] [q1:is called] [c1:“dead ice”].", []),
        ("[c1:The plan] [q1:was called] [c1:“dead ice”].", [([], "was called", ["The plan", "“dead ice”"])]),
        ("[q1:Rumour had] [c1:it that Ruiz left].", [([], "Rumour had it", ["that Ruiz left"])]),
        ("[s1:Ruiz] [q1:said] [c1:it leaked and [q2:asked] [c2:for pumps]].",
         [(["Ruiz"], "said", ["it leaked"]), (["Ruiz"], "asked for", ["pumps"])]),
        # a hedge has the rest of its claim, on both sides
        ("[k1:[c1:The owner has] [q1:reportedly] left.]", [([], "reportedly", ["The owner has", "left"])]),
        ("[k1:She [c1:took cash]] [k2:and [q1:allegedly] [c1:fled].]", [([], "allegedly", ["fled"])]),
        ("[k1:[s1:Ruiz] [q1:reportedly] [c1:took cash].]", [(["Ruiz"], "reportedly", ["took cash"])]),
        # a verb of saying with an object that nobody says
        ("[s1:The storm] [q1:claimed] [c1:at least six lives].", []),
        ("[s1:Ruiz] [q1:claimed] [c1:third place].", []),
        ("[s1:Ruiz] [q1:called] [c1:a halt to the race].", []),
        ("[s1:Ruiz] [q1:claimed] [c1:the title was his].", [(["Ruiz"], "claimed", ["the title was his"])]),
        ("[c1:A list] came. [s1:She] [q1:said] [c1:it holds].", [(["She"], "said", ["it holds"])]),
        ("[c1:“A list.”] [s1:She] [q1:said] [c1:it holds].", [(["She"], "said", ["“A list.”", "it holds"])]),
        ("[c1:Quay leaks]\n[q1:according to] [s1:Ruiz].", [(["Ruiz"], "according to", ["Quay leaks"])]),
        ("[c1:the old quay] that years ago [s1:she] [q1:said] [c1:it holds].",
         [(["she"], "said", ["it holds"])]),
        ("[c1:The old quay], [s1:she] [q1:said], [c1:holds].",
         [(["she"], "said", ["The old quay", "holds"])]),
        # what goes with a cue
        ("[c1:The mayor] [q1:was accused] by [s1:Bo Jell of] theft.",
         [(["Bo Jell"], "was accused by", ["The mayor", "of theft"])]),
        ("The [q1:announcement] by [s1:the union] [c1:that it leaks] came.",
         [(["the union"], "announcement by", ["that it leaks"])]),
        ("[q1:It] is widely feared [c1:that it leaks].", [([], "It is widely feared", ["that it leaks"])]),
        ("[q1:Calls] by farmers [c1:for cheaper fuel] grew.",
         [(["farmers"], "Calls by", ["for cheaper fuel"])]),
        ("In the view of the treasury, prices will fall; others rise.",
         [(["the treasury"], "In the view of", ["prices will fall"])]),
        ("[c1:The rumours] [q1:are denied] by his office.",
         [(["his office"], "are denied by", ["The rumours"])]),
        # names that go on
        ("[s1:[L:Vesk] and] [L:Orsa] [q1:said] [c1:no].", [(["Vesk and Orsa"], "said", ["no"])]),
        ("[s1:The other] [P:Ruiz], a baker, [q1:said] [c1:no].",
         [(["The other Ruiz, a baker,"], "said", ["no"])]),
        ("[s1:Keepers] at the zoo in Vesk [q1:said] [c1:no].",
         [(["Keepers at the zoo in Vesk"], "said", ["no"])]),
        ("[s1:Keepers] at noon, in Vesk, [q1:said] [c1:no].", [(["Keepers"], "said", ["no"])]),
        # who is cited
        ("[s1:The [O:Herald]] [q1:reported] [c1:the merger], [q2:citing] [c2:two officials].",
         [(["The Herald"], "reported", ["the merger"]), (["two officials"], "citing", ["the merger"])]),
        ("[s1:The [O:Herald]] [q1:reported] [c1:the merger], [q2:citing] [c2:the cold].",
         [(["The Herald"], "reported", ["the merger"]), ([], "citing", ["the cold"])]),
        ("Yesterday, [q2:citing] [c2:two officials], the shop closed.", [([], "citing", ["two officials"])]),
        # what stops behind a preposition or "that"
        ("[c1:It leaks] [q1:according to] [s1:a poll by] the [O:Vesk Council].",
         [(["a poll by the Vesk Council"], "according to", ["It leaks"])]),
        ("[s1:Bo] [q1:said] [c1:that] it holds.", [(["Bo"], "said", ["that it holds"])]),
        ("[s1:Bo] [q1:said] [c1:so].", [(["Bo"], "said", ["so"])]),
        ("[s1:Bo]'s fear of it was greater than [q1:the] [c1:old quay].", []),
        # a question that is spoken of
        ("It is not clear [s1:who] [q1:ordered] [c1:the toll].", []),
        ("The guard [s1:who] [q1:ordered] [c1:the toll] left.", [(["who"], "ordered", ["the toll"])]),
        # who hears says nothing
        ("[s1:A jury] [q1:heard] [c1:that he slept].", [([], "heard", ["that he slept"])]),
        ("[s1:A guard] [q1:heard] [c1:that he slept].", [(["A guard"], "heard", ["that he slept"])]),
        # what somebody or something is called ends at the comma
        ("The plan, [c1:which] [s1:unions] [q1:condemn] [c1:as reckless, 400 would go].",
         [(["unions"], "condemn", ["which", "as reckless"])]),
        ("The car, [q1:described] [c1:as a silver one], was [c1:to blame].",
         [([], "described", ["as a silver one"])]),
        # when something was published
        ("[s1:Emails published] on Tuesday [q1:show] [c1:it].",
         [(["Emails published on Tuesday"], "show", ["it"])]),
        ("[s1:Emails sent] clients reeling [q1:show] [c1:it].", [(["Emails sent"], "show", ["it"])]),
        # what somebody denies of it
        ("[s1:She] [q1:said] [c1:it holds, though the bank disputes this].",
         [(["She"], "said", ["it holds"]), (["the bank"], "disputes", ["this"])]),
        ("[s1:She] [q1:said] [c1:“it holds, though the bank disputes this”].",
         [(["She"], "said", ["“it holds, though the bank disputes this”"])]),
        # words between two pieces of a content
        ("[s1:She] [q1:said] [c1:it holds] in the main [c1:and will do so].",
         [(["She"], "said", ["it holds in the main and will do so"])]),
        ("[c1:It holds], [s1:she] [q1:said], and few fear [c1:that it leaks].",
         [(["she"], "said", ["It holds", "and few fear that it leaks"])]),
        ("[s1:She] [q1:said] [c1:it holds] as “Anna” does [c1:and will do so].",
         [(["She"], "said", ["it holds", "and will do so"])]),
        # a first word without its noun
        ("[s1:My] father [q1:said] [c1:it holds].", [(["My father"], "said", ["it holds"])]),
        ("[s1:His] old [q1:obsession with] [c1:quays] stays.", [(["His"], "obsession with", ["quays"])]),
        ("[s1:She] [q1:was granted] [c1:the] old [c1:right to go].",
         [(["She"], "was granted", ["right to go"])]),
        ("[s1:She] [q1:said] [c1:it holds and saying so helps].",
         [(["She"], "said", ["it holds and saying so helps"])]),
        # reported speech and a semicolon
        ("[s1:She] [q1:said] [c1:the quay holds; the ferry sails].", [(["She"], "said", ["the quay holds"])]),
        ("[s1:She] [q1:said] [c1:“the quay holds; the ferry sails”].",
         [(["She"], "said", ["“the quay holds; the ferry sails”"])]),
        ("[s1:She] [q1:said:] [c1:the quay holds; the ferry sails].",
         [(["She"], "said:", ["the quay holds; the ferry sails"])]),
        ("[c1:The quay holds; the ferry sails], [s1:she] [q1:said].",
         [(["she"], "said", ["The quay holds; the ferry sails"])]),
    ],
)  # fmt: skip
def test_what_the_network_found_is_corrected(
    marked: str, found: list[tuple[list[str], str | None, list[str]]]
) -> None:
    assert tell(marked) == found


def test_a_hedge_is_an_attribution_to_nobody_over_the_rest_of_its_claim() -> None:
    marked = "[k1:Two guards allegedly took cash.] [k2:Both deny it.]"
    _, (one,) = find(marked)
    assert tell(marked) == [([], "allegedly", ["Two guards", "took cash"])]
    assert (one.source_status, one.why, one.speaker) == ("none", ("hedge-adverb",), None)


@pytest.mark.parametrize(
    "marked",
    [
        "[s1:She] [q1:said] [c1:[k1:the guards allegedly took cash]].",
        "[k1:The guards] [s1:she] [q1:reportedly] [c1:took cash].",
    ],
)
def test_a_hedge_inside_of_what_is_found_is_none(marked: str) -> None:
    assert all("hedge-adverb" not in one.why for one in find(marked)[1])


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("[P:Sow] would not give the man's name.", [(["Sow"], "would not give", ["the man's name"])]),
        ("He did not immediately name a date.", [(["He"], "did not immediately name", ["a date"])]),
        (
            "[s1:Sow] [q1:said] [c1:it held] but would not be drawn on why.",
            [(["Sow"], "said", ["it held"]), (["Sow"], "would not be drawn on", ["why"])],
        ),
        ("[P:Sow] would not give up.", []),
        ("The boat did not name a date.", []),  # neither name nor pronoun
        ("[s1:Bo] [q1:said] [c1:[P:Sow] would not say why].", [(["Bo"], "said", ["Sow would not say why"])]),
    ],
)
def test_what_somebody_would_not_say_is_found(
    marked: str, found: list[tuple[list[str], str | None, list[str]]]
) -> None:
    assert tell(marked) == found


def test_an_infinitive_inside_of_a_content_reports_nothing() -> None:
    marked = "[s1:FM][q1::] [c1:Delegation to discuss Idlib]"
    reading = read_marked(marked)
    text = reading.text
    start = text.index("Delegation")
    inner = Relation(
        (Span(start, start + 10),), Span(start + 11, start + 21), (Span(start + 22, start + 27),), True, 0.2
    )
    both = replace(reading, relations=(*reading.relations, inner))
    assert [one.content for one in find_attributions(both, ())] == [reading.relations[0].content]
    outer = replace(reading, relations=(inner._replace(inner=False),))
    assert len(find_attributions(outer, ())) == 1


@pytest.mark.parametrize(
    ("source", "cue", "score", "kept"),
    [
        ("Bo", "loves", 0.25, True),
        ("Bo", "loves", 0.15, False),
        ("Bo", "said", 0.15, True),
        ("I", "think", 0.4, False),
        ("I", "think", 0.6, True),
    ],
)
def test_what_is_inside_of_a_content_has_to_be_likely(
    source: str, cue: str, score: float, kept: bool
) -> None:
    reading = read_marked(f"[c1:“{source} {cue} it holds,”] [s1:Ruiz] [q1:said].")
    start = 2 + len(source)
    end = start + len(cue)
    inner = Relation((Span(1, start - 1),), Span(start, end), (Span(end + 1, end + 9),), True, score)
    found = find_attributions(replace(reading, relations=(*reading.relations, inner)), ())
    assert len(found) == 1 + kept


def test_an_inner_quotation_ends_where_it_closes() -> None:
    reading = read_marked("[c1:“He told me, ‘Leave it open,’ and I did,”] [s1:Bo] [q1:said].")
    text = reading.text
    inner = Relation((Span(1, 3),), Span(4, 8), (Span(13, text.index(",”")),), True, 0.6)
    found = find_attributions(replace(reading, relations=(*reading.relations, inner)), ())
    assert [span.of(text) for span in found[1].content] == ["‘Leave it open,’"]


def test_a_headline_with_a_list_of_verbs_has_one_subject() -> None:
    marked = "[s1:Police chief] [q1:denies] [c1:cover-up, blames error]"
    assert tell(marked) == [
        (["Police chief"], "denies", ["cover-up"]), (["Police chief"], "blames", ["error"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        ("Port strike to end Friday: union", (["union"], ":", ["Port strike to end Friday"])),
        ("Port strike to end Friday – minister", (["minister"], "–", ["Port strike to end Friday"])),
        ("Minister: port strike to end", (["Minister"], ":", ["port strike to end"])),
        ("[P:Ada Lind]: port strike to end", (["Ada Lind"], ":", ["port strike to end"])),
        ("Live: port strike to end", None),
        ("Port strike to end: what we know so far", None),
        ("Norland 3: Vesk 1", None),
    ],
)
def test_a_headline_names_its_source(headline: str, found: tuple[list[str], str, list[str]] | None) -> None:
    reading = read_marked(headline)
    drafts = find_attributions(reading, (Block("headline", Span(0, len(reading.text))),))
    told = [
        ([s.of(reading.text) for s in one.source], one.cue and one.cue.of(reading.text),
         [s.of(reading.text) for s in one.content])
        for one in drafts
    ]  # fmt: skip
    assert told == ([found] if found else [])


def test_a_clause_goes_with_the_verb_of_its_own_sentence() -> None:
    marked = "Head [P:Anne Foss] gushed [c1:that they asked]. [c1:“It is mad,”] [q1:said] [s1:Bo]."
    assert tell(marked) == [
        (["Anne Foss"], "gushed", ["that they asked"]), (["Bo"], "said", ["“It is mad,”"]),
    ]  # fmt: skip
    marked = "The head gushed [c1:that they asked]. [c1:“It is mad,”] [q1:said] [s1:Bo]."
    assert tell(marked) == [(["Bo"], "said", ["“It is mad,”"])]


def test_what_is_inside_of_a_content_ends_with_its_sentence() -> None:
    reading = read_marked("[c1:They asked for it. “It is mad,”] [q1:said] [s1:Bo].")
    text = reading.text
    parts = [
        Span(start := text.index(words), start + len(words)) for words in ("asked", "it", "“It is mad,”")
    ]
    inner = Relation((Span(0, 4),), parts[0], (parts[1], parts[2]), True, 0.2)
    far = replace(reading, relations=(*reading.relations, inner._replace(content=parts[2:])))
    assert len(find_attributions(far, ())) == 1
    found = find_attributions(replace(reading, relations=(*reading.relations, inner)), ())
    assert [[span.of(text) for span in one.content] for one in found] == [
        ["They asked for it. “It is mad,”"], ["it"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pressed by Bo Jell on who signed, she left.", (["Bo Jell"], "Pressed by", ["on who signed"])),
        ("Asked about the leak, she left.", ([], "Asked about", ["the leak"])),
        ("Asked whether it leaks, she left.", ([], "Asked", ["whether it leaks"])),
        ("Asked yesterday, she left.", None),
    ],
)
def test_what_somebody_was_asked_opens_a_sentence(
    text: str, found: tuple[list[str], str, list[str]] | None
) -> None:
    assert tell(f"It rained. {text}") == ([found] if found else [])


def test_a_q_and_an_a_are_a_transcript() -> None:
    assert tell("Q: Why?\n\nA: I was tired.") == [(["Q"], ":", ["Why?"]), (["A"], ":", ["I was tired."])]


def test_two_turns_are_a_transcript_when_nothing_else_is_there() -> None:
    turns = "MODERATOR: Do you regret it?\n\nMR. OKORO: Not for a second."
    assert [one[0] for one in tell(turns)] == [["MODERATOR"], ["MR. OKORO"]]
    assert [one[0] for one in tell(turns.replace("MODERATOR", "Moderator"))] == [["Moderator"], ["MR. OKORO"]]
    assert tell(turns + "\n\nIt rained all day.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It burned, in the words of one monk.", (["one monk"], "in the words of", ["It burned"])),
        (
            "There were reports that the dam had burst.",
            ([], "There were reports", ["that the dam had burst"]),
        ),
        ("Legend has it that the king wept.", ([], "Legend has it", ["that the king wept"])),
        ("It emerged on Friday that Bo knew.", ([], "It emerged", ["that Bo knew"])),
        ("The pact, derided by Warsaw as a sell-out, holds.", (["Warsaw"], "derided by", ["as a sell-out"])),
        ("It was toothless — a charge it rejects.", (["it"], "rejects", ["a charge"])),
        ("Local media report that it leaks.", (["Local media"], "report", ["that it leaks"])),
        ("A driver fell asleep, a court has heard.", ([], "has heard", ["A driver fell asleep"])),
        ("The inquest was told that Bo slept.", ([], "was told", ["that Bo slept"])),
        (
            "A plaque on the quay records that it held.",
            (["A plaque on the quay"], "records", ["that it held"]),
        ),
        ("A farmer in the bay records that it held.", None),  # people are the network's
        ("The court has heard the pianist twice.", None),
        ("Media report cards that it lost.", None),
        ("The boat, a charge of its own, denies entry.", None),
        ("There were reports to write.", None),
        ("It emerged from the sea.", None),
    ],
)
def test_what_nobody_says_by_name_is_found(text: str, found: tuple[list[str], str, list[str]] | None) -> None:
    assert tell(text) == ([found] if found else [])


def test_a_long_word_behind_as_is_passed_over_in_no_time() -> None:
    begun = time.process_time()
    assert tell(f"It was seen by Bo as {'a' * 2_000}]") == []
    assert time.process_time() - begun < 2


def test_documents_show_in_headlines_what_a_bank_does() -> None:
    def read(headline: str) -> list[str]:
        reading = read_marked(f"{headline}\n\nIt rained.")
        found = find_attributions(reading, (Block("headline", Span(0, len(headline))),))
        return [one.source[0].of(reading.text) for one in found]

    assert read("Exclusive: Bank hid losses, documents show") == ["documents"]
    assert read("Bank hid losses, the rain shows") == []


def test_guillemets_of_both_kinds_hold_direct_speech() -> None:
    for quoted in ("«Stay»", "»Stay«"):
        assert find(f"[c1:{quoted}], [s1:he] [q1:said].")[1][0].manner == "direct"


SMITH = "SMITH: Where were you?\n\nOKORO: At the depot.\n\nSMITH: Alone?\n\n"


def test_every_turn_of_a_transcript_is_its_labels() -> None:
    assert tell(SMITH + "[s1:OKORO][q1::] [c1:I was.]") == [
        (["SMITH"], ":", ["Where were you?"]),
        (["OKORO"], ":", ["At the depot."]),
        (["SMITH"], ":", ["Alone?"]),
        (["OKORO"], ":", ["I was."]),
    ]
    found = find(SMITH + "OKORO: I was.")[1]
    assert {one.manner for one in found} == {"direct"} and found[0].why == ("labelled-turn",)


@pytest.mark.parametrize(
    "text",
    [
        SMITH.replace("OKORO", "SMITH"),  # one label
        "WHAT: A fair.\n\nWHERE: The quay.\n\nWHAT: A race.\n\nWHERE: The bay.",
        "Fuel tax: it goes.\n\nRail plan: it stays.\n\nHarbour: it leaks.",
    ],
)
def test_labels_that_nobody_speaks_under_make_no_turns(text: str) -> None:
    assert tell(text) == []


def test_a_quotation_without_a_cue_goes_on_over_paragraphs_that_leave_it_open() -> None:
    one = "“First we counted the goats.\n\n“Then we counted again, and the water was there.\n\n“It stayed.”"
    assert [content for _, _, content in tell(f"Bo described the night.\n\n{one}")] == [one.split("\n\n")]
    closed = "“First we counted the goats.”\n\n“Then we counted again, and it was there.”"
    assert [content for _, _, content in tell(closed)] == [[part] for part in closed.split("\n\n")]
