"""Site furniture: paragraphs that are known by their own words to be no part of the story.

Bylines, agency credits, dates, photo credits, share buttons, link lists, cookie notices. Every rule asks for
more than one word of evidence, since a news story may be about cookies, newsletters or photographs.
"""

from __future__ import annotations

import re
import unicodedata

from attrib.paywalls import is_paywall
from attrib.records import BlockKind

_WORD = re.compile(r"\w+")
_ACCENT = re.compile("[\u0300-\u036f]+")


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_AGENCIES = _word_set(
    """
    aa aap afp ana ani anp ansa antara ap apa bernama bta cna dpa dw efe eph ians interfax irna itar
    jiji kna kyodo lusa mti nan ntb pa pap pti reuters ritzau sana sapa spa stt tass tt ukrinform upi
    wafa xinhua yonhap anadolu bloomberg
    """
)
_CREDIT_WORDS = _word_set(
    """
    news service agency agencies press the with and from staff wire wires reports report source sources
    via by bureau correspondent correspondents reporter reporters writer writers associated france
    presse desk online editor newsroom
    """
)
_CREDIT_SURE = _word_set(
    """
    agencies correspondent correspondents reporter reporters writer writers newsroom
    """
)
_CREDIT_PHRASES = (
    "associated press",
    "agence france presse",
    "press association",
    "news service",
    "news desk",
    "wire service",
)
_BYLINE_LINKS = _word_set(
    """
    and in of the for with at von van der den de da di del la le el al bin ibn y e updated published
    """
)
_DATE_WORDS = _word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec am pm a p m gmt utc bst cet cest est edt pst pdt ist eat cat
    wat et t z published updated posted modified last first created on at ago hours hour minutes minute
    mins min days day read time of st nd rd th date
    """
)
_DATE_SIGNAL = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d:\d\d"
    r"|published|updated|posted|modified|\bago\b|min(?:ute)? read",
    re.IGNORECASE,
)

_BYLINE = re.compile(
    r"(?:by|written by|words by|story by|text by|reported by|report by|compiled by|posted by"
    r"|author)\s*:?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"[-–—―(\[\s]*(?:additional |further )?(?:reporting|writing|editing|compiled|translated|edited"
    r"|written) (?:in [^\n]{1,40}? )?(?:by|from)\s+(?-i:[A-Z])",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"[-–—―(\[\s]*([\w ./&]+?)[)\]\s.]*")

_CREDIT_LINE = re.compile(
    r"(?:^|[.!?)\]\s])\s*[(\[]?(?:File |Stock |Handout |Library |AP )?(?:Image|Photo|Photograph|Picture"
    r"|Illustration|Graphic|Screenshot)s?"
    r"(?: credits?| courtesy| source)?(?:\s*:| by| courtesy of|/)\s*(?P<who>[^:“”\"]{2,90})$"
)
_CAPTION_START = re.compile(r"(?:FILE PHOTO|FILE IMAGE|File photo|FILE|Photo gallery|In pictures)\s*[:–—-]")
_CAPTION_END = re.compile(
    r"(?:\[[^\[\]]{2,60}/(?:AFP|AP|EPA|Getty|Reuters|AA|Anadolu|Al Jazeera|Bloomberg|NurPhoto"
    r"|Xinhua)[^\[\]]{0,30}\]|\((?:AP|AFP|EPA|Getty|Reuters|AA|Photo)[^()]{0,60}/[^()]{2,60}\)"
    r"|\bREUTERS/[\w .-]{2,40}"
    r"|(?:/|\bvia )(?:Getty Images|AFP|Shutterstock|iStock)|(?:©|\(c\)) ?[\w .,/&-]{2,60})[)\].\s]*$"
)

_BUTTON = (
    r"(?:share(?: (?:this|article|on [\w ]+|via [\w ]+|this (?:article|story|page|post)))?|tweet"
    r"|re-?tweet|print(?: this)?|e-?mail(?: this)?"
    r"|copy link|save|like|follow(?: us)?(?: on [\w ]+)?|subscribe(?: now)?|sign (?:up|in)(?: now)?"
    r"|log ?in|register|bookmark"
    r"|(?:[\d,.]+k? )?(?:comments?|shares?|likes?|views?)|leave a comment|(?:view|show|read"
    r"|see) (?:all )?(?:more|comments?)|load more"
    r"|join the conversation|skip to (?:main )?content|back to top|advertisement|advertising"
    r"|sponsored(?: content)?|promoted|menu|home"
    r"|close|next|previous|facebook|twitter|x|whatsapp|linkedin|pinterest|reddit|telegram|instagram"
    r"|youtube|flipboard|messenger|tiktok"
    r"|bluesky|threads|rss|gallery|related(?: (?:articles|stories|news|topics|content|links))?"
    r"|most (?:read|popular|viewed)|trending(?: now)?"
    r"|recommended(?: for you)?|you (?:may|might) also like|more (?:stories|news)|more on this(?: story)?"
    r"|tags|topics|read more|see also"
    r"|article continues below(?: (?:this )?ad(?:vertisement)?)?|(?:story|article) continues (?:below"
    r"|after advertisement)"
    r"|loading|click here|terms(?: of (?:use|service))?|privacy(?: policy)?|cookie(?:s| policy| settings)"
    r"|contact(?: us)?|about us|faq)"
)
_BUTTONS = re.compile(
    rf"\W*{_BUTTON}(?:\s*[·•|/,»>\n–—-]+\s*{_BUTTON}|\s+and\s+{_BUTTON})*\W*", re.IGNORECASE
)
_SITES = (
    r"(?:twitter|x|facebook|instagram|whatsapp|telegram|linkedin|youtube|tiktok|threads|bluesky"
    r"|mastodon|google news)"
)

_LINK = re.compile(
    r"(?:read more|read also|also read|read next|related|see also|more on this|must read|don['’]t miss"
    r"|further reading"
    r"|recommended|tags|topics|filed under|our standards|more information|you may also like)\s*[:|»>–—]",
    re.IGNORECASE,
)

# Each of these opens a line that is furniture as a whole; lines longer than so many words are left alone.
_OPENERS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"(?:follow|like|join|find|connect with) .*\bon\b.*\b{_SITES}\b", re.I), 25),
    (re.compile(r"follow (?:us|him|her|them|me)?\s*(?:on|at)?\s*@\w+", re.I), 20),
    (
        re.compile(
            r"(?:sign up|subscribe|register|get|join|download|click|tap|try)\b.*\b(?:newsletters?"
            r"|inbox|e-?mail alerts?|breaking news alerts?"
            r"|our (?:free )?app|our channel|our podcast|free trial|digital subscription"
            r"|subscriber)\b",
            re.I,
        ),
        40,
    ),
    (
        re.compile(
            r"(?:(?:click|tap) (?:here|on the link|to)|for more information,? (?:visit|see|go to"
            r"|contact|call))\b",
            re.I,
        ),
        25,
    ),
    (re.compile(r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*\d{4}", re.I), 80),
    (
        re.compile(
            r"(?:this (?:article|report|story|piece|post) (?:was |has been )?(?:first "
            r"|originally )?(?:appeared|published|posted)"
            r"|(?:article |story )?(?:posted|reprinted|republished"
            r"|reproduced) with (?:the )?permission|republished under)\b",
            re.I,
        ),
        30,
    ),
    (
        re.compile(
            r"(?:take our poll|(?:got|have) a (?:news )?(?:tip|story)\b.*(?:contact|e-?mail|send|call"
            r"|get in touch)"
            r"|send (?:us )?(?:your )?(?:tips|comments|feedback)\b)",
            re.I,
        ),
        30,
    ),
)
_RIGHTS = ("all rights reserved", "field is for validation purposes")

# A notice about data and terms names its matter and shows at least two of the signs.
_NOTICE_SURE = (
    "cookie",
    "privacy policy",
    "privacy notice",
    "terms of",
    "terms and",
    "personal data",
    "our partners",
)
_NOTICE_SIGNS = tuple(
    re.compile(sign)
    for sign in (
        r"\b(?:we|this (?:web)?site|our (?:web)?site)\s+(?:also\s+)?(?:uses?|stores?|process(?:es)?"
        r"|collects?)\b",
        r"^cookies are used\b",
        r"\b(?:cookie|privacy) (?:policy|notice|settings|preferences)\b",
        r"\bby (?:continuing|using|clicking|browsing|signing|closing|submitting|subscribing)\b",
        r"\byou (?:also )?(?:agree|consent|accept)\b|\byour (?:consent|browser|preferences|settings"
        r"|experience|visit|data|device)\b",
        r"\byou can (?:review|change|manage|withdraw|find|opt|read|unsubscribe|adjust)\b",
        r"\b(?:accept|reject|manage|allow) (?:all )?(?:cookies|preferences|settings)\b",
        r"\bterms (?:of (?:use|service)|and conditions)\b|\bour terms\b",
        r"\bour (?:cookie|privacy|partners)\b",
    )
)
_REPORTED = re.compile(
    r"[“”\"«»]|\b(?:said|says|told|according to|announced|accused|fined|ruled|warned)\b", re.IGNORECASE
)

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_PLACE = rf"[{_UPPER}][{_UPPER}.'’-]+(?:[ /,]+[{_UPPER}][{_UPPER}.'’-]*){{0,5}}"
_TITLE_PLACE = rf"[{_UPPER}][\w.'’-]+(?:[ /]+(?:[{_UPPER}][\w.'’-]*|de|la|el|al|of)){{0,4}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? \d{{4}})?)"
# "(R-Texas)" is a party, not an agency.
_AGENCY = rf"(?:\((?!\w-)[{_UPPER}][\w .,/&’'-]{{1,30}}\)|/[\w ]+/)"
_STORY = rf"(?=[\"“‘'«(\d]|[{_UPPER}])"
_DASH = r"(?:[—–―]|--?)"
_REGION = rf"(?:,\s+[{_UPPER}][\w.]*(?: [{_UPPER}][\w.]*)?)?"
# With a date or an agency any place opens a dateline; without, only a place in capitals before a dash does.
_DATELINE = re.compile(
    rf"(?:{_PLACE}|{_TITLE_PLACE}){_REGION}(?:,?\s+{_DATE}(?:\s+{_AGENCY})?|,?\s+{_AGENCY})\s*(?:{_DASH}"
    rf"|:)\s*{_STORY}"
)
_BARE_DATELINE = re.compile(rf"(?P<place>{_PLACE}){_REGION}\s+{_DASH}\s+{_STORY}")
_NO_PLACE = _word_set(
    """
    breaking update updated exclusive watch live video opinion analysis explainer editorial correction
    read related photos listen poll review fact interview
    """
)

_FINITE = _word_set(
    """
    is are was were be has have had will would can could may might must shall should do does did says
    said say go goes went get gets got makes make made set back hit hits win won lose lost die dead find
    found rise fell fall take took give gave not
    """
)
LABEL_WORDS = 5
BYLINE_WORDS = 20
# The longest cookie notice among the pages looked at has some 150 words; a longer paragraph is never
# furniture.
NOTICE_WORDS = 200


def fold_words(text: str) -> str:
    """The words of a text for comparison: no case, accents, spacing or punctuation.

    >>> fold_words("MİDDLE  EAST:") == fold_words("Middle East")
    True
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = _ACCENT.sub("", unicodedata.normalize("NFKD", folded))
    return " ".join(_WORD.findall(folded))


def pick_furniture(paragraph: str) -> BlockKind | None:
    """The kind of a paragraph that its own words give away; `None` for one that may be part of the story.

    >>> pick_furniture("(Reporting by J. Moe; editing by K. Lunde)"), pick_furniture("Share on X · Copy link")
    ('byline', 'boilerplate')
    >>> pick_furniture("The firm stored cookies without consent, the court said.") is None
    True
    """
    if _WORD.search(paragraph) is None:
        return "boilerplate"
    size_words = len(paragraph.split())
    if size_words > NOTICE_WORDS:
        return None
    if size_words <= BYLINE_WORDS:
        words = [word.casefold() for word in _WORD.findall(paragraph)]
        if len(words) <= BYLINE_WORDS and _is_date(paragraph, words):
            return "dateline"
        if _is_byline(paragraph, words):
            return "byline"
    if size_words <= 60 and _REPORTING.match(paragraph) and _REPORTED.search(paragraph) is None:
        return "byline"
    if _is_boilerplate(paragraph, size_words):
        return "boilerplate"
    return "caption" if size_words <= 80 and _is_caption(paragraph) else None


def _is_date(paragraph: str, words: list[str]) -> bool:
    if not any(word[0].isdigit() for word in words) or _DATE_SIGNAL.search(paragraph) is None:
        return False
    return all(word in _DATE_WORDS or word.rstrip("stndrhz").isdigit() or word[0].isdigit() for word in words)


def _is_byline(paragraph: str, words: list[str]) -> bool:
    if len(words) <= 8:
        sign_off = _SIGN_OFF.fullmatch(paragraph)
        credit = all(word in _AGENCIES or word in _CREDIT_WORDS for word in words)
        sure = (
            any(word in _AGENCIES or word in _CREDIT_SURE for word in words)
            or " ".join(words) in _CREDIT_PHRASES
        )
        if credit and sign_off and (sure or any(phrase in " ".join(words) for phrase in _CREDIT_PHRASES)):
            return True
    opener = _BYLINE.match(paragraph)
    if opener is None or paragraph.rstrip().endswith(("?", "!", ":")):
        return False
    rest = [word for word in re.findall(r"[^\W\d_][\w.'’-]*", paragraph[opener.end() :])]
    small = [
        word for word in rest if word[0].islower() and word.casefold() not in _BYLINE_LINKS | _DATE_WORDS
    ]
    named = sum(word[0].isupper() for word in rest)
    return named > 0 and not small and not (paragraph.endswith(".") and len(rest) > 4)


def _is_caption(paragraph: str) -> bool:
    if _CAPTION_START.match(paragraph) or _CAPTION_END.search(paragraph[-140:]):
        return True
    credit = _CREDIT_LINE.search(paragraph[-140:])
    # "Picture by ..." in running prose goes on with small letters; a credit is names.
    return credit is not None and len(credit["who"].split()) <= 12 and not _goes_on_small(credit["who"])


def _goes_on_small(who: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", who)
    return sum(word[0].islower() and word not in _BYLINE_LINKS for word in words) > max(1, len(words) // 3)


def _is_boilerplate(paragraph: str, size_words: int) -> bool:
    if is_paywall(paragraph) or (size_words <= BYLINE_WORDS and _BUTTONS.fullmatch(paragraph)):
        return True
    # A headline in a link list may hold a quotation or say who said something; no other furniture does.
    if size_words <= 30 and _LINK.match(paragraph):
        return True
    lower = paragraph.lower()
    opens = any(size_words <= most and opener.match(paragraph) for opener, most in _OPENERS)
    notice = (
        any(sign in lower for sign in _NOTICE_SURE)
        and sum(sign.search(lower) is not None for sign in _NOTICE_SIGNS) >= 2
    )
    rights = size_words <= 60 and any(sign in lower for sign in _RIGHTS)
    return (opens or notice or rights) and _REPORTED.search(paragraph) is None


def pick_dateline_end(paragraph: str, *, opens_body: bool) -> int | None:
    """Where the dateline at the start of a body paragraph ends; `None` when there is none, or nothing else.

    Without a date or an agency only the paragraph that opens the body has one.

    >>> pick_dateline_end("OSLO, 3 May (NTB) — A landslide closed the road.", opens_body=True)
    19
    >>> pick_dateline_end("NAVO — the owner — said so.", opens_body=True) is None
    True
    """
    start = paragraph[:120]
    found = _DATELINE.match(start)
    if found is None and opens_body:
        found = _BARE_DATELINE.match(start)
        if found is not None and found["place"].split()[0].casefold().strip(".,") in _NO_PLACE:
            return None
    return len(found.group().rstrip()) if found is not None else None


def is_label(paragraph: str) -> bool:
    """Whether a paragraph is a label that asserts nothing ("MIDDLE EAST", "Displays of charity").

    Up to five words without an end mark, a number or a word that could be a verb.

    >>> is_label("MIDDLE EAST"), is_label("Mayor resigns"), is_label("Alone?")
    (True, False, False)
    """
    words = paragraph.split()
    if not 0 < len(words) <= LABEL_WORDS or not paragraph[0].isupper() or not paragraph[-1].isalnum():
        return False
    if any(char in ':;/"“”‘«»@' or char.isdigit() for char in paragraph) or "www." in paragraph:
        return False
    if paragraph.isupper():
        return len(words) <= 3 and not any(word.casefold() in _FINITE for word in words)
    return not any(
        word.casefold() in _FINITE or re.search(r"(?:[^su]s|ed)$", word.casefold()) for word in words[1:]
    )


def stands_in_capitals(paragraph: str) -> bool:
    """Whether the long words of a paragraph nearly all start with a capital, as in headlines of some houses.

    >>> stands_in_capitals("Mayor Says Tram Will Open."), stands_in_capitals("The tram opens, says Ana Ruiz.")
    (True, False)
    """
    long_words = [word for word in _WORD.findall(paragraph) if len(word) > 3 and word[0].isalpha()]
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.85 * len(long_words)
