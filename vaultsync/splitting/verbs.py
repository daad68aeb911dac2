"""Whether a title states something: finite verbs, as far as a list of the frequent ones tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

_AUXILIARIES = {
    "en": "am is are was were be been has have had do does did can could will would shall should may might must cannot "
    "can't won't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't shouldn't wouldn't couldn't "
    "mustn't it's that's there's here's what's who's he's she's let's i'm you're we're they're i've you've we've "
    "they've i'll you'll we'll they'll it'll i'd you'd we'd they'd",
    "de": "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte muss müssen musste "
    "soll sollen sollte will wollen darf dürfen mag möchte gibt bleibt heißt braucht macht geht steht liegt bin bist",
    "es": "es son era eran está están fue fueron ha han había hay puede pueden debe deben tiene tienen hace hacen va "
    "van será serán necesita permite sigue quiere somos soy estamos hemos podemos debemos tenemos",
    "fr": "est sont était étaient a ont avait avaient sera seront peut peuvent doit doivent fait font va vont faut "
    "devient reste permet sommes suis avons pouvons devons c'est n'est n'a",
    "it": "è sono era erano ha hanno aveva può possono deve devono fa fanno va vanno sarà saranno resta abbiamo siamo",
    "pt": "é são era eram está estão foi foram tem têm há pode podem deve devem faz fazem vai vão será temos somos",
    "nl": "is zijn was waren wordt worden werd heeft hebben had kan kunnen moet moeten zal zullen mag blijft maakt gaat",
}
"""Languages that aren't listed are given the benefit of the doubt."""

_VERBS = """
    accept achieve act add adopt affect agree allow answer appear apply argue arise arrive ask assume attract avoid become
    begin believe belong benefit break bring build buy call capture care carry cause change charge check choose claim
    bear climb close cook feed flow fly grow hang lay lift
    mark melt mix nourish pour pump rain recover reward save sink sleep smell sow sweep swim throw tie wash water wear weigh
    collaborate collect combine come communicate compare complete comply concern connect consider consist contain continue
    contribute control convert cost cover create cut deal decide define deliver demand depend deserve design destroy
    determine develop differ disappear discover drive drop earn eat emerge employ enable encourage end engage enhance enjoy
    ensure enter establish evaluate evolve examine exist expand expect explain explore express extend face fail fall feel
    fight fill find fit fix focus follow force forget form gain gather generate get give go grow guide handle happen have
    hear help hide hit hold hope identify ignore imagine implement imply improve include increase indicate influence inform
    inspire integrate introduce invest invite involve join keep kill know lack last launch lead learn leave let lie limit
    link listen live look lose love maintain make manage matter mean measure meet mind miss move need obtain occur offer
    open operate overcome owe own pay perform plan play prefer prepare present preserve prevent produce promise promote
    protect prove provide pull push put raise reach react read realize receive recognize recommend reduce reflect refuse
    rely remain remember remove replace report represent require resist respond rest result return reveal rise rule run
    save say scale see seek seem sell send separate serve set shape share shift show simplify sit solve speak spend spread
    stand start stay stop strengthen struggle study succeed suffer suggest support survive take talk teach tell tend test
    think thrive transform travel treat trust try turn understand use vary visit wait want watch win wish work worry write
""".split()

_PAST = """
    became began brought built bought came chose cut drew drove fell felt fought found gave gone got grew heard held kept
    knew led left lost made meant met paid put ran read rose said sat saw sent shaped showed sold spent spoke stood stuck
    taught thought told took went won wrote
""".split()

_BASES = frozenset(_VERBS)
_PASTS = frozenset(_PAST)


def has_verb(listed: Iterable[str], language: str) -> bool:
    """Whether folded words hold one that is likely a finite verb; languages that aren't known always do."""
    known = _known(language)
    return not known or any(word in known or (language == "en" and _is_past(word)) for word in listed)


def is_verb_form(word: str) -> bool:
    """Whether a folded English word could be a finite verb or a participle; many of them could be nouns as well."""
    return word in _known("en") or _is_past(word)


def lacks_subject(listed: Sequence[str]) -> bool:
    """Whether folded English words open with a verb in the past, and have no other: "started hearing voices"."""
    if not listed or listed[0] in _BASES or not (listed[0] in _PASTS or _is_past(listed[0])):
        return False
    return not has_verb(listed[1:], "en")


def _is_past(word: str) -> bool:
    return len(word) > 5 and word.endswith("ed")


@cache
def _known(language: str) -> frozenset[str]:
    if language and language not in _AUXILIARIES:
        return frozenset()
    known = set(_AUXILIARIES[language or "en"].split())
    if language in ("", "en"):
        known.update(_PAST)
        for verb in _VERBS:
            stem = verb[:-1] + "ie" if verb[-1] == "y" and verb[-2] not in "aeiou" else verb
            known |= {verb, stem + ("es" if verb.endswith(("s", "x", "ch", "sh", "o")) else "s")}
    return frozenset(known)
