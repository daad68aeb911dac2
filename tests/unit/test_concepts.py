"""Which phrases name ideas, and which passages speak of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.linking import vocabulary
from vaultsync.linking.concepts import ConceptSettings, keyphrases, propose, shared_keyphrases
from vaultsync.model import Passage

_DEPLOYING = "Deployment is slow, so we deploy by hand. A deployment needs a review, and deployments wait."
_PUBLISHING = "Open data helps. With open data, cities publish what they know; open data is free."


def test_forms_of_one_word_take_one_place() -> None:
    found = [phrase.lower() for phrase in keyphrases(f"{_DEPLOYING} {_PUBLISHING}", "en")]
    assert "open data" in found
    assert sum(phrase.startswith("deploy") for phrase in found) == 1


def test_parts_share_their_documents_phrases() -> None:
    whole = keyphrases(f"{_DEPLOYING}\n\n{_PUBLISHING}", "en", limit=2)
    parts = shared_keyphrases([_DEPLOYING, _PUBLISHING], "en", limit=2)
    assert sorted(phrase for part in parts for phrase in part) == sorted(whole)
    assert [phrase.lower() for phrase in parts[1]] == ["open data"]


def _passages(*bodies: str, title: str = "", source: str = "one.md") -> list[Passage]:
    return [
        Passage(id=f"{source}-{number}", title=f"{title or 'Part'} {number}", body=body, source=source, language="en")
        for number, body in enumerate(bodies)
    ]


_SHORT = ConceptSettings(worth_alone=6.0, worth_of_two=6.0)
"""For texts too short to say much of anything."""


def _names(passages: Sequence[Passage], settings: ConceptSettings = _SHORT) -> dict[str, tuple[str, ...]]:
    return {one.name: one.aliases for one in propose(passages, settings)}


def test_tags_of_templates_are_not_what_a_text_says() -> None:
    tag = '{% include side-note.html id="a" content="A side note. Side notes are short." %}'
    found = keyphrases(f"Open data helps{tag}. With open data{tag}, cities publish; open data is free.", "en")
    assert "open data" in [phrase.lower() for phrase in found]
    assert not any("note" in phrase.lower() or "include" in phrase.lower() for phrase in found)


def test_what_a_single_source_says_little_of_is_no_note_until_another_speaks_of_it_too() -> None:
    one = _passages("A warm lead helps; a warm lead is rare.", "The warm lead calls.", "A garden needs rain and sun.")
    other = _passages("Ask for a warm lead, and the warm lead calls.", "Every warm lead counts.", source="two.md")
    assert _names(one, ConceptSettings()) == {}
    assert "Warm lead" in _names([*one, *other], ConceptSettings())
    often = _passages(*["A warm lead helps; a warm lead is rare. The warm lead pays."] * 3)
    assert "Warm lead" in _names(often, ConceptSettings())


def test_a_field_is_one_idea_whatever_it_is_called() -> None:
    passages = _passages(
        "The mining industry digs. Nobody likes the mining industry, but the mining industry pays.",
        "The mining sector grows. Around the mining sector towns appear, and the mining industry owns them.",
    )
    assert _names(passages) == {"Mining industry": ("mining sector",)}


def test_sources_that_call_a_field_differently_share_the_idea() -> None:
    passages = [
        *_passages(
            "The mining industry digs. The mining industry pays.", "The mining industry lasts; mining industry."
        ),
        *_passages(*["The mining sector digs. The mining sector pays."] * 2, source="two.md"),
    ]
    (found,) = propose(passages, _SHORT)
    assert len(found.passages) == 4


def test_a_pair_is_named_with_what_it_belongs_to() -> None:
    passages = _passages(
        "The locks and gates of canals: all leak. Old locks and gates break. Who mends locks and gates?",
        "Who pays for locks and gates of canals? New locks and gates cost more.",
    )
    assert _names(passages) == {"Locks and gates of canals": ("locks and gates",)}


def test_a_pair_is_not_named_with_half_of_what_it_belongs_to() -> None:
    passages = _passages(
        "The locks and gates of the inland canals leak. Locks and gates of the inland harbours break.",
        "Locks and gates cost money. Who mends locks and gates? Nobody mends locks and gates.",
    )
    assert [name for name in _names(passages) if name.startswith("Locks")] == ["Locks and gates"]


@pytest.mark.parametrize("phrase", ["key aspect", "new phase", "important factor", "development"])
def test_words_for_parts_and_states_of_anything_name_no_idea(phrase: str) -> None:
    passages = _passages(*[f"Every {phrase} counts. No {phrase} is like this {phrase}."] * 3)
    assert phrase.capitalize() not in _names(passages)


_ONCE = "Few know {}. Many like {}; nobody sells {}."
"""Three times, each followed by a stop or a break."""


@pytest.mark.parametrize(
    "phrase",
    [
        *("lots of harbours", "types of boat", "year old", "things worse", "harbours mentioned", "main point"),
        *("good time", "state of the art", "person standing", "fun experiment", "form of boat", "shape of harbours"),
        *("boats minded", "harbours profitable"),
    ],
)
def test_how_much_how_good_and_half_a_clause_name_no_idea(phrase: str) -> None:
    passages = _passages(*[_ONCE.replace("{}", phrase)] * 3)
    assert phrase.capitalize() not in _names(passages)


@pytest.mark.parametrize(
    "phrase",
    [
        "tidal mills",
        "harbour boats",
        "freedom of trade",
        "working hard",
        "systems thinking",
        "private keys",
        "neural nets",
    ],
)
def test_what_names_something_is_an_idea(phrase: str) -> None:
    assert phrase.capitalize() in _names(_passages(*[_ONCE.replace("{}", phrase)] * 3))


def test_words_that_always_go_on_the_same_way_are_half_of_something() -> None:
    passages = _passages(*["Big mills outperform everyone. Some big mills outperform everyone else; few fail."] * 3)
    assert not [name for name in _names(passages) if name.endswith("outperform")]


def test_half_of_a_name_is_none_though_titles_break_off_there() -> None:
    passages = _passages(
        "He spent ten years on trial for piracy. Some years on trial harm. Twelve years on trial are many.",
        "They spent years on trial.",
        title="Years on trial",
    )
    assert not [name for name in _names(passages) if name.startswith("Years")]


@pytest.mark.parametrize("word", ["hard", "infinite"])
def test_a_word_that_only_judges_names_no_idea(word: str) -> None:
    said = f"We work {word}. They found it {word}: too {word}, they said. Nobody who is {word} minds {word} work. "
    assert word.capitalize() not in _names(_passages(*[said * 3] * 4, title=f"Work {word}"))


def test_a_capital_is_part_of_a_name_of_several_words() -> None:
    passages = _passages(*["We asked Y Combinator. At Y Combinator they like Vitamin C; I Know nobody."] * 3)
    assert {"Y Combinator", "Vitamin C"} == _names(passages).keys()


@pytest.mark.parametrize("name", ["Ann C. Scott", "J.R. Tolk", "J. R. R. Tolk"])
def test_initials_are_part_of_a_name(name: str) -> None:
    said = f"We asked {name}. With {name} they read about weeds; I Know nobody."
    assert name in _names(_passages(*[said] * 3))


def test_fields_of_a_note_name_no_idea() -> None:
    said = "## A book\n\nmarked:: Your Highlight on Page 24\n\nLocks lift boats, and ferries need no locks."
    assert not {name for name in _names(_passages(*[said] * 3)) if "Highlight" in name or "Page" in name}


def test_what_one_source_judges_in_two_passages_is_no_idea_where_it_speaks_of_it_otherwise_too() -> None:
    said = "The big firm pays. A big firm waits. No big firm hires. Firms grow. Each firm is someone's firm."
    assert "Big firm" not in _names(_passages(said, said))
    assert "Big firm" in _names(_passages(said, said, said))


def test_first_letters_stand_for_the_one_name_that_has_them() -> None:
    said = "We asked Tidal Quarries. At Tidal Quarries they grind. TQ pays. They like TQ, and TQ likes them."
    assert _names(_passages(said, said)) == {"Tidal Quarries": ("TQ",)}
    lower = (
        "We asked two tall queues. Most tall queues grind; no tall queues pay. TQ pays. They like TQ, and TQ likes TQ."
    )
    assert "TQ" in _names(_passages(lower, lower))


def test_a_source_that_only_abbreviates_speaks_of_what_others_explain() -> None:
    full = _passages(
        *["Tidal Quarries (TQ) pay. At Tidal Quarries they grind. TQ waits, and so do Tidal Quarries."] * 2
    )
    short = _passages(*["They like TQ. TQ is old. TQ has boats, as has TQ. Nobody asks TQ."] * 2, source="two.md")
    (idea,) = propose([*full, *short], _SHORT)
    assert (idea.name, idea.aliases) == ("Tidal Quarries", ("TQ",))
    assert len(idea.passages) == 4
    other = _passages(
        *["Tall queues (TQ) pay. At noon tall queues grind. TQ waits, and so do tall queues."] * 2, source="3.md"
    )
    assert "TQ" in _names([*full, *short, *other])


def test_what_many_do_is_no_name() -> None:
    passages = _passages(*["Some farmers working for harbours are old. Few farmers working on boats swim."] * 3)
    assert "Farmers working" not in _names(passages)


def test_how_something_is_names_no_idea() -> None:
    passages = _passages(*["Mills are leaky. A mill that is very leaky stops. Few seem leaky, and leaky is bad."] * 12)
    assert "Leaky" not in _names(passages)


def test_the_plural_of_a_tax_is_the_same_idea() -> None:
    passages = _passages(*["A harbour tax is paid. Few like a harbour tax. Other harbour taxes are old."] * 3)
    assert list(_names(passages)) == ["Harbour tax"]


def test_what_one_passage_goes_on_about_takes_no_place_from_what_several_speak_of() -> None:
    tides = "Tidal mills grind at night. A tidal mill needs no river, and tidal mills need no coal. " * 9
    passages = _passages(
        "Open data helps towns. With open data, towns plan, and open data is cheap.",
        "Slow towns use open data too. A slow town is no dull town; slow towns use open data.",
        "Slow towns last. In slow towns, neighbours talk; a slow town has benches.",
        tides,
    )
    assert {"Open data", "Slow towns"} <= _names(passages).keys()
    assert "Tidal mills" not in _names(passages)


def _chinese(*bodies: str) -> list[Passage]:
    return [
        Passage(id=f"篇{number}", title=f"第 {number} 篇", body=body, source="一.md", language="zh")
        for number, body in enumerate(bodies)
    ]


def test_a_letter_that_is_a_word_of_its_own_too_may_be_part_of_a_chinese_term() -> None:
    found = _names(
        _chinese(
            "人工智能正在改变医疗。很多医院使用人工智能，因为人工智能更快。应用程序需要数据，应用程序也会老。",
            "人工智能也会犯错。有人担心人工智能，可以理解。应用程序可以离线，应用程序很小，应用程序要更新。",
        )
    )
    assert {"人工智能", "应用程序"} <= set(found)
    assert not [name for name in found if any(word in name for word in ("可以", "因为", "正在"))]


def test_a_word_among_letters_without_spaces_is_a_term_though_nothing_shows_where_it_ends() -> None:
    found = _names(_chinese("这个AI模型很大，AI公司多，用AI写作。", "那个AI芯片很快，AI绘画火，学AI不难。"))
    assert "AI" in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The API and its APIs", "APIs and an API"),
        ("A GPU heats", "GPUs heat, and GPUs age"),
        ("Each horseman rides", "Four horsemen ride, horsemen all"),
        ("One selfie is enough", "Selfies are many, selfies all"),
        ("Every story ends", "Stories end, stories all"),
    ],
)
def test_several_of_a_thing_are_the_same_idea(one: str, other: str) -> None:
    keys = [
        [
            key
            for key in (vocabulary.form_key(word, "en") for word in text.split())
            if key in ("api", "gpu", "horseman", "selfy", "story")
        ]
        for text in (one, other)
    ]
    assert all(keys)
    assert len({key for found in keys for key in found}) == 1


def test_an_article_within_a_phrase_makes_no_other_idea_of_it() -> None:
    passages = _passages(
        "Any element of a list has a place. The element of the list that comes first is the head.",
        "Take an element of a list. An element of the list may be a list, and no element of the list is lost.",
    )
    assert [name.lower() for name in _names(passages)] == ["element of the list"]


@pytest.mark.parametrize("word", ["April", "Monday", "MB", "Author", "THE", "HUGE", "UP", "XIV", "C-C"])
def test_what_any_text_has_is_no_idea(word: str) -> None:
    text = f"We met in {word} again. By {word} it was done, and {word} came. After {word} we rested."
    assert word.lower() not in {name.lower() for name in _names(_passages(text, text))}


def test_what_is_said_to_be_new_or_large_is_no_idea_for_it() -> None:
    plain = "The warehouse is cold. Every warehouse is dry. A warehouse burns. No warehouse is warm, or any warehouse."
    passages = _passages(
        f"{plain} Our new warehouse opens. They saw the new warehouse.",
        f"{plain} The new warehouse is far. That new warehouse is full.",
    )
    assert not [name for name in _names(passages) if "new" in name.lower()]
    named = "A hard drive is slow. The hard drive fails. Each hard drive spins. No hard drive lasts."
    assert "Hard drive" in _names(_passages(named, named))


def test_a_source_in_two_languages_proposes_ideas_in_both() -> None:
    german = (
        "Der Zettelkasten ist ein Werkzeug. Mit dem Zettelkasten denkt man besser, und nicht nur das: "
        "Mit dem Werkzeug wächst das Denken. Nicht nur der Zettelkasten ist wichtig, auch die Gewohnheit, "
        "ihn zu füllen, und die Geduld, die man mit ihm hat. Der Zettelkasten ist nicht nur für Gelehrte da."
    )
    english = (
        "A slip box is a tool for thought. With a slip box one thinks better, and that is not all: the habit of "
        "filling the slip box matters as well, and so does patience. No slip box is for scholars only. It is the "
        "slip box that answers, if you ask it well, and the slip box that surprises those who keep it."
    )
    found = _names(
        [
            Passage(id=str(number), title=f"Part {number}", body=body, source="one.md")
            for number, body in enumerate([english, german, english, german])
        ]
    )
    assert {"Slip box", "Zettelkasten"} <= set(found)
    assert not [name for name in found if {"mit", "dem", "nicht", "nur", "ist", "der"} & set(name.lower().split())]


@pytest.mark.parametrize("phrase", ["hours elapsed", "days left", "Jared wrote"])
def test_what_a_clause_ends_with_is_no_idea(phrase: str) -> None:
    text = f"Then {phrase} again. After that {phrase}; at noon {phrase}. In the end {phrase}, as ever."
    assert phrase.lower() not in {name.lower() for name in _names(_passages(text, text))}


_PIECES = st.sampled_from(
    [
        "term",
        "type",
        "Term",
        "old",
        "wrote",
        "working",
        "people",
        "days",
        "new",
        "the",
        "of",
        "AI",
        "APIs",
        "don't",
        "ü",
        "人工",
    ]
)
_JOINTS = st.sampled_from([" ", "&", " & ", "-", "'", "’", "\u00a0", "\n", "/", ".", ", ", "--", "_"])


@given(st.lists(st.tuples(_PIECES, _JOINTS), min_size=1, max_size=8), st.sampled_from(["", "en", "de", "zh", "ja"]))
def test_whatever_joins_words_ideas_can_be_looked_for(joined: list[tuple[str, str]], language: str) -> None:
    phrase = "".join(part for pair in joined for part in pair)
    body = f"{phrase}. We like {phrase}; {phrase}, or ({phrase}) again."
    passages = [
        Passage(id=one, title=f"Part {one}", body=body, source="one.md", language=language) for one in ("a", "b")
    ]
    for concept in propose(passages, _SHORT):
        assert concept.name
        assert set(concept.passages) == {"a", "b"}


@pytest.mark.parametrize(
    ("language", "phrase"),
    [("es", "Puedes calcular"), ("ru", "можете условно"), ("de", "kannst rechnen"), ("fr", "pouvez calculer")],
)
def test_what_may_or_must_be_done_is_no_idea_in_other_languages(language: str, phrase: str) -> None:
    text = f"{phrase} todo. Y {phrase} mal. A {phrase}, o {phrase}."
    found = propose(
        [Passage(id=one, title="", body=text, source="a.md", language=language) for one in ("a", "b")], _SHORT
    )
    assert phrase.lower() not in {one.name.lower() for one in found}


@pytest.mark.parametrize("word", ["overview", "data", "error"])
def test_parts_of_any_text_are_no_idea_however_often_they_are_named(word: str) -> None:
    passages = _passages(*[f"An {word} helps. The {word} is short; no {word} is long, and every {word} ends."] * 6)
    assert word.capitalize() not in _names(passages)


@pytest.mark.parametrize(
    ("language", "word", "said"),
    [
        ("de", "Werke", "Seine Werke sind alt. Die Werke gelten, denn Werke bleiben; man kennt die Werke, alle Werke."),
        ("fr", "Cours", "Le cours est long. Ce cours dure, et un cours finit; tout cours, chaque cours."),
        ("es", "Tiempo", "El tiempo pasa. Ese tiempo vuelve, y otro tiempo viene; todo tiempo, cada tiempo."),
    ],
)
def test_nouns_of_any_text_are_no_idea_in_other_languages(language: str, word: str, said: str) -> None:
    passages = [
        Passage(id=f"{at}", title=f"{at}", body=said, source="a.md", language=language) for at in ("eins", "zwei")
    ]
    assert word not in _names(passages)


def _found_in_chinese(body: str, language: str = "") -> set[str]:
    passages = [
        Passage(id=str(number), title=f"段落 {number}", body=body, source="one.md", language=language)
        for number in range(2)
    ]
    return {one.name for one in propose(passages, _SHORT)}


def test_a_numeral_in_a_name_is_part_of_it() -> None:
    body = "九寨沟的水很清，九寨沟的山很高，我们去了九寨沟。四川的人都知道，四川不小，四川有三个湖，三个湖很深。" * 6
    found = _found_in_chinese(body, "zh")
    assert {"九寨沟", "四川"} <= found
    assert not any("个湖" in name for name in found)


def test_adverbs_and_particles_are_no_ideas_whatever_the_language_seems_to_be() -> None:
    body = (
        "The `Activity` 的生命周期应该非常清楚，Activity 的生命周期应该比较短，Activity 的状态应该非常简单。\n\n"
        "```java\npublic class MainActivity extends Activity { void onCreate() { super.onCreate(); } }\n```\n\n"
        "应该看到 Repository中的文件，Repository中的日志，Repository中的版本，生命周期应该非常短。"
    )
    for language in ("zh", "en", "de", ""):
        found = _found_in_chinese(body, language)
        assert "生命周期" in found
        assert not any(word in name for name in found for word in ("的", "应该", "非常", "比较", "中"))


def test_english_words_in_a_text_in_chinese_are_read_as_english() -> None:
    body = "语言 Go 很好，Go 很快，if you like Go 就学 Go。用 Go 写，if you can，再看 if you will 这句，if you like。"
    found = _found_in_chinese(body, "zh")
    assert "Go" in found
    assert "If you" not in found
