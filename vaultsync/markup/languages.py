"""What is known of languages: how to tell them apart, their stems and their stop words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any

from vaultsync.markup.folding import fold, mark_class

_SAMPLE = 5000
"""Characters by which a language is told; more would not tell more."""

_LEAST_LETTERS = 10
"""Letters below which nothing is guessed."""

_ADDRESS = re.compile(r"[^\s.,:/@()\[\]]++(?:[.:/@]++[^\s.:/@()\[\]]++)+")
"""Parts of an address are no words of a language: the "de" of example.de, the "com" of example.com."""

_KANA_SHARE = 0.05
"""Share of Kana among Han and Kana from which a text is Japanese."""
_HAN_WEIGHT = 3
"""Letters of an alphabet that say as much as one of Han: Latin terms are frequent in Chinese, not the reverse."""
_HAN_BESIDE = 0.2
"""Share of Han and Kana, so weighed, from which a text is theirs if its Latin words are of no language: commands."""

_LEAST_SHARE = 0.08
"""Share of a language's function words among a text's words below which it is not that language."""

_DIFFERENT, _MANY = 3, 30
"""How many of a language's function words a text of so many words must have: formulas have an "a" and an "is"."""

_SCRIPTS = {
    "hani": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "kana": "\u3041-\u30ff\uff66-\uff9f",
    "hang": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "cyrl": "\u0400-\u052f",
    "arab": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "deva": "\u0900-\u097f",
    "he": "\u0591-\u05f4",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "th": "\u0e01-\u0e5b",
    "bn": "\u0980-\u09ff",
    "gu": "\u0a80-\u0aff",
    "ta": "\u0b80-\u0bff",
    "hy": "\u0531-\u058f",
    "ka": "\u10a0-\u10ff",
    "lo": "\u0e81-\u0eff",
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "latn": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
}
"""Scripts by their letters; a script of two letters is the one language commonly written in it."""

_FUNCTION_WORDS = {
    "latn": {
        "en": "the of and to in is that it was for on are with as be this by not have from or which at we they but its",
        "de": "der die das und ist nicht ein eine zu den mit von auf für im sich dem des auch als es wird sind werden",
        "fr": "le la les des et est une un du en que qui dans pour pas sur au par ce il ne plus avec sont cette nous",
        "es": "el la los las de y que en un una es por con para no se del su al lo como más pero sus este está",
        "it": "il la di che e è un una per non sono con del della le i si da nel gli anche come più al alla dei",
        "pt": "o a os as de e que do da em um uma para é não com no na por se mais dos das como ao foi são",
        "nl": "de het een en van is dat in te niet op voor met zijn er aan ook als maar om door naar wordt deze",
        "ca": "el la els les de i que en un una és per amb no es del al com més però seva aquest són dels",
        "ro": "și de în la cu nu este pe un o care din mai ce sunt pentru să fi au o sau dar această într",
        "sv": "och att det som en på är av för med den till inte om ett har de jag var men från kan vi ska så",
        "da": "og at det som en på er af for med den til ikke om et har de jeg var men fra kan vi skal blev",
        "no": "og å det som en på er av for med den til ikke om et har de jeg var men fra kan vi skal ble",
        "fi": "ja on ei se että oli hän mutta myös kun tai ovat joka niin kuin sen vain mitä ole nyt voi tämä",
        "et": "ja on ei see et oli ta aga ka kui või mis oma siis need nii seda ning selle mida veel olid",
        "pl": "i w na z nie się że do jest to jak o po co ale za od przez dla są tym oraz czy być może",
        "cs": "a v na se je že to s z do o i ale jako pro by za jsou jsem po tak které ve nebo při již",
        "sk": "a v na sa je že to s z do o aj ale ako pre by za sú som po tak ktoré vo alebo pri už",
        "sl": "in v na je se da ne za so z pa ki po tudi s ali kot bi iz pri kar lahko še od ni",
        "hr": "i u na je se da ne za su s a što od kao ali ili bi iz to koji nije sam biti će po",
        "hu": "a az és hogy nem is egy de ez van volt meg csak mint már ki vagy el még azt kell lehet ha",
        "tr": "ve bir bu da de için ile çok daha gibi olarak ne var olan kadar ama sonra o en her değil ancak",
        "id": "yang dan di ini itu dengan untuk tidak dari dalam akan pada adalah ke karena juga oleh sebagai bisa",
        "vi": "và của là có không được một trong cho những các với người này đã để khi đến cũng như từ về",
        "eo": "la kaj de en estas al ne por ke kun el pri sed oni tio ĉi kiel ili ĝi pli sur estis mi li",
        "ga": "an agus na a ar is go i le ní tá do sé sí bhí ach ag de mar nach bhfuil leis seo sin",
        "lt": "ir yra kad į tai su iš ne bet kaip jo ar buvo po už apie dėl nuo taip gali kuris jau",
        "lv": "un ir ka ar no uz par bet kā tas arī nav lai to bija pie gan vai jau kas pēc tikai",
        "eu": "eta da ez bat du dira zen izan baina ere hau hori dute egin den edo baino zuen gabe beste",
    },
    "cyrl": {
        "ru": "и в не на что с он как это а по но к из у за от так же для то было который мы бы или ее при",
        "uk": "і в не на що з він як це а по але до із у за від так же для то було який ми би або її при та є",
        "bg": "и в не на че с той като това а по но към от за се да е са със беше който ще ние или при",
        "sr": "и у не на да с он као то а по али је за од се су би који ће смо или при што није",
        "be": "і ў не на што з ён як гэта а па але да у за ад так жа для было які мы бы або яе пры",
    },
    "arab": {
        "ar": "في من على إلى أن هذا التي عن لا ما مع هذه كان الذي أو بين كل بعد و لم ذلك قد هو هي",
        "fa": "در از به که این را با است برای آن و یک می تا بر هم شود خود بود نیز شده هر ما یا",
        "ur": "کے میں کی ہے اور سے کا کو اس نے پر کہ ہیں بھی یہ نہیں تھا ہو لیے ایک تو جو کر",
    },
    "deva": {
        "hi": "के में की है और से का को इस ने पर कि हैं भी यह नहीं था हो लिए एक तो जो कर",
        "mr": "आणि आहे या ते की हे च तर व नाही होते मध्ये त्या असे साठी पण एक होता म्हणून आहेत ही",
        "ne": "र छ को मा यो ले हो गर्न पनि छन् तर एक भएको थियो लागि गरेको त्यो यस भन्ने हुन",
    },
}
"""The most frequent words that only hold sentences together, by script and language."""

_ALGORITHMS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch",
    "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "fa": "persian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![su])(?<!i)s\Z")


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """Return the folded stem of a word; for an unknown language only a plural -s of Latin words is taken off."""
    folded = fold(word)
    if not language:
        return _PLURAL.sub("", folded)
    stemmer = _stemmer(language)
    return folded if stemmer is None else str(stemmer.stemWord(folded))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the folded stop words of a language (stopwords-iso); none for a language that isn't known."""
    import stopwordsiso

    code = _primary(language)
    return frozenset(map(fold, stopwordsiso.stopwords(code))) if stopwordsiso.has_lang(code) else frozenset()


def guess_language(text: str, least: float = _LEAST_SHARE) -> str:
    """Return the two-letter code of the language `text` is written in, or an empty string if its start doesn't tell.

    By script, and within a script by the share of function words among the first 5,000 characters, which must be
    `least`.
    """
    sample = text[:_SAMPLE]
    letters = Counter({script: len(pattern.findall(sample)) for script, pattern in _script_patterns().items()})
    han, kana = letters.pop("hani"), letters.pop("kana")
    spaceless = "zh" if kana <= _KANA_SHARE * (han + kana) else "ja"
    letters[spaceless] = _HAN_WEIGHT * (han + kana)
    letters["ko"] = 2 * letters.pop("hang")
    script, size = max(letters.items(), key=lambda item: (item[1], item[0]))
    if size < _LEAST_LETTERS:
        return ""
    if script not in _FUNCTION_WORDS:
        return script
    told = _by_function_words(sample, script, least)
    return spaceless if not told and letters[spaceless] > _HAN_BESIDE * size else told


def _by_function_words(sample: str, script: str, least: float) -> str:
    found = Counter(_letters().findall(_ADDRESS.sub(" ", sample.lower())))
    total = sum(found.values()) or 1
    shares = {
        language: sum(found[word] for word in known) / total for language, known in _function_words(script).items()
    }
    best = max(shares, key=lambda language: shares[language])
    if total > _MANY and sum(word in found for word in _function_words(script)[best]) < _DIFFERENT:
        return ""
    return best if shares[best] >= least else ""


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_]++(?>(?:[{mark_class()}]++[^\W\d_]*+)*)")


@cache
def _function_words(script: str) -> dict[str, frozenset[str]]:
    return {language: frozenset(line.split()) for language, line in _FUNCTION_WORDS[script].items()}


@cache
def _script_patterns() -> dict[str, re.Pattern[str]]:
    return {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}


@cache
def _stemmer(language: str) -> Any:
    algorithm = _ALGORITHMS.get(_primary(language))
    if algorithm is None:
        return None
    import snowballstemmer

    return snowballstemmer.stemmer(algorithm)


def _primary(language: str) -> str:
    """Reduce a tag like `pt-BR` to its language; the two written forms of Norwegian share one set of words."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return {"nb": "no", "nn": "no"}.get(code, code)
