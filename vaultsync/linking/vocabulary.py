"""Which words can't be part of an idea's name, and which can't be one alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from vaultsync.markup.words import fold, stem, stop_words

_EN_IN_TERMS = frozenset(
    """
    area areas best big bill computer copy difference early empty end face fact free full general good great group
    groups half high higher home homepage image important index information interest interests large least letter line
    list long low lower member members new newest novel number numbers old open opening order orders page pages part
    parts place places point points present problem problems proud research result results right ring room rooms second
    self sensible significant similar site sites small state states stop system systems test text thin thing things
    turn value values various version volume web webpage website welcome width word words work working works world
    year years young zero
    """.split()
)
"""Words that the list of stop words holds, though terms are made of them (open source, big data, operating system)."""

_EN_LIGHT = frozenset(
    """
    ability answer answers approach approaches article articles available based bit blog bring build building builds
    built call called calling calls case cases chance change changed changes changing check choose chose chosen common
    create created creates creating current day days decide decided decision decisions different effort efforts enable
    enables enjoy ensure ensures essential everyone everything existing experience failure feel feels final focus
    focused focusing future goal goals hand happen happened happens head help helped helping helps hope idea ideas
    improve improved improving impact include included includes including increase increased increases increasing issue
    issues kind kinds lead leading leads learn learned learning level levels life look looked looking looks lot lots
    love main major make making matter meet meeting meetings month months move moved moving name names people person
    post posts process processes provide provided provides providing public purpose question questions read reading
    reason reasons reduce relevant request requests required requires response responses review reviews role run
    running runs set sets setting share shared sharing show single size skill sort specific speak start started
    starting starts step steps story subject success successful support supported supports sure talk talks team time
    times today tool topic type types understand understanding use used user users uses using variety wait way ways
    week weeks write writes wrote today tomorrow yesterday morning http https www com org html
    """.split()
)
"""Words of every text: parts of terms (change management, user experience), but no idea by themselves."""

_EN_VAGUE = frozenset(
    """
    advantage advantages amount aspect aspects benefit benefits challenge challenges condition conditions consequence
    consequences context core deal deals development developments direction element elements evolution example examples
    factor factors feature features growth key means nature opportunity opportunities phase phases phenomenon reality
    situation situations solution solutions stage stages transformation
    """.split()
)
"""Words for parts and states of anything: alone, or after words that are as common, they name no idea (key aspect)."""

_EN_FIELDS = frozenset("domain field industry realm sector sphere".split())
"""What a word before them has to do with: the financial sector is the financial industry."""

_EN_BEFORE_VERBS = frozenset(
    """
    to can will we you they i would could should might must may do does did don't doesn't didn't can't won't cannot
    let's who not and
    """.split()
)

_JOINTS = {
    "": "and or of for in on &",
    "en": "and or of for in on &",
    "de": "und oder der des von für im zur zum",
    "nl": "en of van voor in",
    "fr": "et ou de du des d' à en pour",
    "es": "y e o u de del en para",
    "pt": "e ou de do da dos das em para",
    "it": "e o di del della dei delle in per",
    "ca": "i o de del dels en per",
    "ro": "și sau de în pentru",
    "ru": "и или",
    "uk": "і та або",
    "pl": "i oraz lub",
    "cs": "a nebo",
    "sv": "och eller av för i",
    "da": "og eller af for i",
    "no": "og eller av for i",
}
"""Words that join others into one term."""

_ARTICLES = {
    "": "the a an",
    "en": "the a an",
    "fr": "la le les l'",
    "es": "la el los las",
    "pt": "a o as os",
    "it": "la il lo i gli le",
    "ca": "la el els les",
    "nl": "de het een",
}
"""Words that may follow those that join: functions of the market."""

_PLURALS_IN_S = frozenset(["", "en", "es", "pt", "fr", "ca", "nl", "eo"])

_EN_ABSTRACT = ("ion", "ions", "ity", "ities", "ment", "ments", "ness", "ance", "ence", "ics", "ism", "ship", "logy")


@cache
def breaks(language: str) -> frozenset[str]:
    """Return the folded words at which no term starts or ends."""
    stops = stop_words(language)
    return stops - _EN_IN_TERMS if _english(language) else stops


@cache
def light(language: str) -> frozenset[str]:
    """Return folded words that are parts of terms, but too common to be one alone."""
    return _EN_IN_TERMS | _EN_LIGHT | _EN_VAGUE if _english(language) else frozenset()


def vague(words: Sequence[str], language: str) -> bool:
    """Whether a phrase of several folded words names no idea, only a part or a state of anything."""
    return _english(language) and words[-1] in _EN_VAGUE and light(language).issuperset(words)


def is_field(word: str, language: str) -> bool:
    """Whether a word's form only says that the word before it names a field: industry, sector."""
    return _english(language) and word in _EN_FIELDS


@cache
def joints(language: str) -> frozenset[str]:
    """Return folded words that join others into one term: processes and links, freedom of speech."""
    return frozenset(_JOINTS.get(_primary(language), "").split())


@cache
def articles(language: str) -> frozenset[str]:
    """Return folded words that may follow a joint within a term."""
    return frozenset(_ARTICLES.get(_primary(language), "").split())


@cache
def never_alone(language: str) -> frozenset[str]:
    """Return folded stop words that are parts of terms: by themselves they say nothing at all."""
    return _EN_IN_TERMS if _english(language) else frozenset()


def before_verbs(language: str) -> frozenset[str]:
    """Return folded words after which a verb is likely; empty where none are known."""
    return _EN_BEFORE_VERBS if _english(language) else frozenset()


def nouns_have_capitals(language: str) -> bool:
    """Whether a language writes all its nouns with a capital, so that other words are told by their lack of it."""
    return _primary(language) in ("de", "lb")


def adverb(word: str, language: str) -> bool:
    """Whether a folded word's ending is one of adverbs."""
    return _english(language) and len(word) > 4 and word.endswith("ly")


def abstract(word: str, language: str) -> bool:
    """Whether a word's ending is one of nouns for ideas."""
    return _english(language) and len(word) > 5 and word.endswith(_EN_ABSTRACT)


def form_key(word: str, language: str) -> str:
    """Return what the inflected forms of a word have in common.

    Where plurals end in -s, stems join too much (organ, organize, organization): only plurals, and the possessives of
    English, are undone. Elsewhere it is the stem.
    """
    folded = fold(word)
    if _primary(language) not in _PLURALS_IN_S:
        return stem(folded, language)
    if not _english(language):
        return stem(folded, "")
    folded = folded.removesuffix("'s")
    return f"{folded[:-3]}y" if len(folded) > 4 and folded.endswith("ies") else stem(folded, "")


@cache
def _english(language: str) -> bool:
    return _primary(language) in ("en", "")


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
