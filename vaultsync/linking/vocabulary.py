"""Which words can't be part of an idea's name, and which can't be one alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vaultsync.markup.words import fold, stem, stop_words

_EN_IN_TERMS = frozenset(
    """
    area areas best big bill computer copy difference early empty end face fact free front full general good great group
    groups half high higher home homepage image important index information interest interests large least letter line
    list long low lower member members new newest novel number numbers old open opening order orders page pages part
    parts place places point points present problem problems proud research result results right ring room rooms second
    self sensible significant similar site sites small state states stop system systems test text thin thing things
    turn value values various version volume web webpage website welcome width word words work working works world
    year years young zero
    """.split()
)
"""Words that the list of stop words holds, though terms are made of them (open source, big data, operating system)."""

_ZH_BREAKS = frozenset(
    "的了着是在有和与及或就都而很也最这那哪我你您他她它们咱不没被把吗吧呢啊呀哦嘛哇之其且但却又还已将让给跟则若虽即乃每某么什谁"
    "一二三四五六七八九两几年月第"
)
"""The letters of Chinese at which a term breaks; of the others that its list of stop words holds, words are made."""

_ZH_LIGHT = frozenset(
    """
    事情 东西 个人 人们 今天 介绍 作用 作者 使用 例子 信息 公司 关系 其中 内容 原因 发布 发现 可能 国家 地方 工作
    工具 希望 开始 情况 意思 支持 数字 文章 方式 方法 时间 时候 朋友 机会 次数 知道 社会 系统 结果 能够 自己 觉得
    认为 许多 过程 进行 通过 选择 部分 重要 问题 需要 有人 本周 本文 本书 出来 起来 下来
    """.split()
)
"""Words of every Chinese text, each no idea by itself."""

_EN_LIGHT = frozenset(
    """
    ability add adds answer answers approach approaches article articles author authors available based bit blog book
    books bring build building builds built call called calling calls case cases chance change changed chapter chapters
    changes changing check choose chose chosen common create created creates creating current day days decide decided
    decision decisions different effort efforts enable enables enjoy ensure ensures essential everyone everything
    existing experience failure feel feels final focus focused focusing future goal goals hand happen happened happens
    head help helped helping helps hope idea ideas improve improved improving impact include included includes
    including increase increased increases increasing issue issues kind kinds lead leading leads learn learned learning
    level levels life look looked looking looks lot lots love main major make making matter meet meeting meetings month
    months move moved moving name names people person post posts process processes provide provided provides providing
    public purpose question questions read reading reason reasons reduce relevant request requests required requires
    response responses review reviews role run running runs set sets setting share shared sharing show single size
    skill sort specific speak start started starting starts step steps story subject success successful support
    supported supports sure talk talks team time times today tool topic type types understand understanding use used
    user users uses using variety wait way ways week weeks write writes wrote tomorrow yesterday morning http https www
    com org html companies company content contents countries country couple file files friend friends hit hits host
    hosts job jobs lesson lessons link links moment moments note notes office offices product products project projects
    rate rates reader readers release releases sample samples save saves session sessions speaker speakers task tasks
    writer writers monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec kb mb gb tb kg km cm mm
    lb lbs
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

_EN_BEFORE_STATES = frozenset(
    """
    am are aren't be became become becomes been being get gets getting got he's how i'm is isn't it's pretty quite
    really seem seemed seems she's so that's they're too very was wasn't we're were weren't you're
    """.split()
)

_EN_AFTER_NOUNS = _EN_BEFORE_STATES | frozenset("and or of has have had do does did will can".split())
_EN_AFTER_NAMES = _EN_AFTER_NOUNS | frozenset("in on for to".split())

_EN_MEASURES = frozenset(
    """
    amount amounts bit bits case cases century couple day days degree dozen dozens end example examples handful hour
    hours hundred hundreds kind kinds lot lots majority matter million millions minute minutes month months number
    numbers pair part parts percent piece pieces plenty proxy range rest row rows sense sort sorts thousand
    thousands type types variety way ways week weeks year years
    """.split()
)
"""Words that count or class what follows them: lots of people, a type of work."""

_EN_SPANS = frozenset("days hours minutes months seconds weeks years".split())
"""Words that begin no name, as they say how long something takes: days left, hours elapsed."""

_EN_JUDGING = frozenset(
    """
    additional bad best better big certain complete correct current different early easy entire exact fair famous
    fast few final first following fundamental further general genuine good great hard high huge hundred important
    individual initial intended interesting large last late later least long low main major many minor modern new
    newest normal obvious old only ordinary original other particular perfect possible powerful previous proper
    quick real regular remaining second serious several short significant similar simple slow small special standard
    strong such third tiny total tough true typical useful usual various well whole wide worse worst wrong
    """.split()
)
"""Words that judge or order what follows them and name nothing."""

_EN_NEVER_LAST = frozenset(
    """
    able asked bad became began best better big came dead difficult easier easy free full good great happy hard harder
    important interesting gave got kept knew likely new old olds possible ran rich right said saw smart spoke
    successful told took true uncritical useful went worse worst worth wrong wrote young
    """.split()
)
"""Words with which no name of several words ends, as they tell how something is, or what was done: year old."""

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

_ACRONYMS = re.compile(r"[A-Z]{2,}s\Z")
"""Several of what an acronym stands for: APIs."""

_EN_ARTICLES = frozenset(["a", "an", "the"])

_EN_BEFORE_ES = ("xe", "che", "she", "sse", "zze")

_EN_ABSTRACT = ("ion", "ions", "ity", "ities", "ment", "ments", "ness", "ance", "ence", "ics", "ism", "ship", "logy")


@cache
def breaks(language: str) -> frozenset[str]:
    """Return the folded words at which no term starts or ends."""
    stops = stop_words(language)
    if _chinese(language):
        return frozenset(stop for stop in stops if len(stop) > 1) | _ZH_BREAKS
    return stops - _EN_IN_TERMS if _english(language) else stops


@cache
def light(language: str) -> frozenset[str]:
    """Return folded words that are parts of terms, but too common to be one alone."""
    if _chinese(language):
        return _ZH_LIGHT
    return _EN_IN_TERMS | _EN_LIGHT | _EN_VAGUE if _english(language) else frozenset()


def judging(word: str, language: str) -> bool:
    """Whether a folded word judges or orders what follows it, and names nothing: large, main, new."""
    return _english(language) and word in _EN_JUDGING


def vague(words: Sequence[str], language: str) -> bool:
    """Whether a phrase of several folded words names no idea, only a part or a state of anything, or how much of it."""
    if not _english(language):
        return False
    common = light(language)
    if words[0] in _EN_MEASURES and words[1] in joints(language) | _EN_MEASURES:
        return True
    if words[-1] in _EN_VAGUE and common.issuperset(words):
        return True
    return words[-1] in common and _EN_JUDGING.issuperset(words[:-1])


def unfinished(words: Sequence[str], language: str) -> bool:
    """Whether several folded words are no name, but of a clause: how long, how something is, or what it did."""
    if not _english(language):
        return False
    if words[0] in _EN_SPANS:
        return True
    before, last = words[-2:]
    if last in _EN_NEVER_LAST:
        return not before.endswith("ing")
    return _past(last)


def doing(words: Sequence[str], language: str) -> bool:
    """Whether several folded words may say what many do, or else name something: people working, systems thinking."""
    if not _english(language):
        return False
    before, last = words[-2:]
    return last.endswith("ing") and (before == "people" or (before.endswith("s") and not before.endswith("ss")))


def _past(word: str) -> bool:
    return len(word) > 5 and word.endswith("ed") and not word.endswith("eed")


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


def before_states(language: str) -> frozenset[str]:
    """Return folded words after which it is said how something is; empty where none are known."""
    return _EN_BEFORE_STATES if _english(language) else frozenset()


def after_nouns(language: str) -> frozenset[str]:
    """Return folded words that follow nouns and seldom what somebody does; empty where none are known."""
    return _EN_AFTER_NOUNS if _english(language) else frozenset()


def after_names(language: str) -> frozenset[str]:
    """Return folded words that may follow an idea's name every time and make no longer name of it; empty as above."""
    return _EN_AFTER_NAMES if _english(language) else frozenset()


def nouns_have_capitals(language: str) -> bool:
    """Whether a language writes all its nouns with a capital, so that other words are told by their lack of it."""
    return _primary(language) in ("de", "lb")


def has_spaces(language: str) -> bool:
    """Whether words stand apart, so that it can be seen where a term ends."""
    return _primary(language) not in ("zh", "ja", "th", "lo", "my", "km")


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
    if _ACRONYMS.match(word):
        word = word[:-1]
    folded = fold(word)
    if _primary(language) not in _PLURALS_IN_S:
        return stem(folded, language)
    if not _english(language):
        return stem(folded, "")
    folded = folded.removesuffix("'s")
    if folded in _EN_ARTICLES:
        return "the"
    if len(folded) > 4 and folded.endswith("men"):
        return f"{folded[:-2]}an"
    if len(folded) > 4 and folded.endswith("ies"):
        return f"{folded[:-3]}y"
    single = stem(folded, "")
    # One form for tax and taxes, and for cache and caches.
    return single[:-1] if single.endswith(_EN_BEFORE_ES) else single


@cache
def _english(language: str) -> bool:
    return _primary(language) in ("en", "")


def _chinese(language: str) -> bool:
    return _primary(language) == "zh"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
