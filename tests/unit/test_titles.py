"""Titles of passages whose author gave none."""

# ruff: noqa: E501  (a table of sentences reads better as it is)

from __future__ import annotations

import textwrap

import pytest

from vaultsync.markup.words import fold, tokens
from vaultsync.model import SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting.split import split
from vaultsync.splitting.title_evidence import points_back


def title_of(text: str) -> str:
    return split(parse_source(SourceKey("a.txt"), text, ".txt")[0]).atoms[0].title


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("In olden days it was understood by all", True),
        ("The rest of it is clay", True),
        ("Water is better than that", True),
        ("Half of the soil in it is clay", False),
        ("The most obvious one is to dig", True),
        ("Arguably the latter is no worse", True),
        ("Here the soil is better", True),
        ("It's a hard thing to find water", False),
        ("In olden days gardeners knew their soil", False),
    ],
)
def test_what_only_the_text_before_explains_points_back(text: str, points: bool) -> None:
    assert points_back(text, tokens(fold(text))) is points


def test_a_title_does_not_point_back_while_anything_else_can_be_said() -> None:
    text = (
        "This may be the right way to bring water to the fields of the north. Rain alone feeds no field for a year. "
        "They will all need it, and it will not be enough for them, whatever the engineers say about it."
    )
    assert title_of(text) == "Rain alone feeds no field for a year"


def test_calls_to_the_reader_are_no_titles() -> None:
    text = "Please check out our newsletter. Compost turns waste into soil. Visit https://example.org/compost for more."
    assert title_of(text) == "Compost turns waste into soil"


def test_where_no_sentence_is_short_the_subject_is_the_title() -> None:
    text = (
        "The care of fruit trees, which so many gardeners leave to chance and to the weather of whichever year they "
        "happen to live in, and which they afterwards regret, asks for attention, for patience, for tools and for time, "
        "because the care of fruit trees, whatever else may be said of it, in summer as in winter, never comes to rest."
    )
    assert title_of(text) == "Care of fruit trees"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("因此，雨水滋养土地。农民知道这一点，所以他们等待。", "雨水滋养土地"),
        ("首先是雨水和土地之间的区别。", "首先是雨水和土地之间的区别"),
        ("Dennoch: Der Boden ernährt die Pflanze. Das wissen alle, die jemals einen Garten hatten.", "Der Boden ernährt die Pflanze"),
        ("Sin embargo, el suelo alimenta a las plantas. Lo saben todos los que tienen un huerto.", "El suelo alimenta a las plantas"),
        ("Таким образом, почва питает растения. Это знают все, у кого был сад.", "Почва питает растения"),
        ("ومع ذلك، التربة تغذي النبات. يعرف ذلك كل من كان له بستان.", "التربة تغذي النبات"),
        ("しかし、土は植物を育てる。庭を持つ人はみな知っている。", "土は植物を育てる"),
    ],
)  # fmt: skip
def test_connectives_are_taken_off_in_other_languages(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # A pronoun is explained by what stands before it in the title, or by nothing.
        ("Anybody can do it. Anybody can do it at home. Solemn books are easier to write.", "Solemn books are easier to write"),
        ("You would think. Good soil holds water.", "Good soil holds water"),
        ("It is so easy to be solemn. It was written there. They liked it.", "It is so easy to be solemn"),
        (
            "Comparatively, he is always strong and practical. The lawyer's truth is not Truth, but consistency.",
            "The lawyer's truth is not Truth, but consistency",
        ),
        ("Much of it will grow in other gardens. Good soil holds water.", "Good soil holds water"),
        ("Part of that is the buildings themselves. Good soil holds water.", "Good soil holds water"),
        ("Started digging holes. Good soil holds water.", "Good soil holds water"),
        # A quote that ends in a later sentence is none of the title's.
        ("“Good soil holds water? Yes, as long as it is not dug.”", "Good soil holds water?"),
        # A cut must not leave out what takes the claim back, or what singles out the thing it ends with.
        (
            "Reform keeps many scores of newspapers in its service, but not one man.",
            "Reform keeps many scores of newspapers in its service, but not one man",
        ),
        (
            "Probably this is the only house in the town where verses are composed, which are printed in a circular form afterward. Verses make no prisoner free.",
            "Verses make no prisoner free",
        ),
        ("Nature abhors the old, and old age seems the only disease; all others run into this one.", "Nature abhors the old, and old age seems the only disease"),
        # Who said what is no claim.
        ('"Pay," it said, "or be locked up in the jail." The tax fell on all the same.', "The tax fell on all the same"),
        # What announces a list says nothing yet.
        ("Here are the guidelines we shared. Teams learn from changing places.", "Teams learn from changing places"),
        # A bullet that the text draws itself is no word.
        ("▪ Good soil holds water for weeks on end", "Good soil holds water for weeks on end"),
        ("= good soil holds water for weeks on end", "Good soil holds water for weeks on end"),
        ("Wilful actions are but roving;\u2060", "Wilful actions are but roving"),
        # What follows a comma needs a subject of its own, and "so long as" is no "so".
        (
            "Those who assert the purest right, and who are therefore most dangerous to a corrupt State, commonly have not spent time in getting rich. The rich man is always sold.",
            "The rich man is always sold",
        ),
        (
            "He proceeds to say that the interest of the whole of a society requires it, so long as the government cannot be resisted without public harm. Nations agree with Paley.",
            "Nations agree with Paley",
        ),
    ],
)  # fmt: skip
def test_titles_stand_by_themselves(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_claim_of_a_few_words_more_is_a_better_title_than_a_topic() -> None:
    text = (
        "The natural world may be conceived of as a system of concentric circles, and now and then we detect in the natural "
        "world slight dislocations, which, although nobody has asked for them, apprise us that the ground is not fixed."
    )
    assert title_of(text) == "The natural world may be conceived of as a system of concentric circles"


def test_a_long_sentence_that_says_much_is_a_better_title_than_a_topic() -> None:
    text = (
        "Many gardens use a combination of old and of modern tools to meet their visitors' needs. Of those old tools "
        "and modern tools, of which some have been in use for longer than anybody in the village or its neighbourhood remembers, "
        "nobody, whatever may be said of the visitors and of the gardens themselves, has made a list that could be looked at."
    )
    assert title_of(text).startswith("Many gardens use a combination of old and of modern tools")


def test_headings_that_name_a_field_of_the_metadata_open_no_note() -> None:
    text = "# On Gardens\n\n## Author: Ada Byrne\n\n## Year: 1849\n\nA garden is a promise to the next spring.\n"
    made = split(parse_source(SourceKey("a.md"), text, ".md")[0])
    assert [atom.title for atom in made.atoms] == ["A garden is a promise to the next spring"]
    assert any("## Year: 1849" in one.markdown for one in made.exclusions if one.reason == "byline")
    kept = split(parse_source(SourceKey("a.md"), "# On Gardens\n\n## The year: a circle\n\nIt turns.\n", ".md")[0])
    assert kept.atoms[0].title == "The year: a circle"


def test_lines_of_verse_are_no_headings() -> None:
    prose = "The mass of men serve the state with their bodies, as machines, and nobody asks them why. " * 12
    verse = '_"Not a drum was heard, not a funeral note,_\n_As his corpse to the rampart we hurried."_'
    made = split(parse_source(SourceKey("a.md"), f"{prose}\n\n{verse}\n\n{prose}", ".md")[0])
    assert not any("drum" in atom.title for atom in made.atoms)


def test_the_word_title_is_no_part_of_a_title() -> None:
    document = parse_source(SourceKey("a.md"), "# Title: On Walking\n\nWalking clears the head.\n", ".md")[0]
    assert document.metadata.title == "On Walking"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # A German modal waits for the verb at the end, and a comma ends a clause.
        (
            "Der Gärtner kann zwar im Herbst, und auch dann nur für einige Wochen, die Arbeit auf den Feldern des Dorfes ruhen lassen. Die Erde ruht nie.",
            "Die Erde ruht nie",
        ),
        (
            "Es ist also für jeden einzelnen Menschen schwer, sich aus der ihm beinahe zur Natur gewordenen Unmündigkeit herauszuarbeiten.",
            "Es ist also für jeden einzelnen Menschen schwer",
        ),
        # The verb comes right after what opens a German sentence: what is left without that has none.
        (
            "Nach den Alten gehört jeder Acker, dessen ein Bauer mächtig ist, zu genau einem von zwölf Dörfern. Die Dörfer ruhen nie.",
            "Die Dörfer ruhen nie",
        ),
        (
            "Eines der letzten Bücher der Dorfbewohner befasst sich mit Erde und trägt den Namen von den verschiedenen Arten der Böden.",
            "Eines der letzten Bücher der Dorfbewohner befasst sich mit Erde",
        ),
        # Who answers, and that he does, is no part of the answer.
        ("Ich antworte: Die Vernunft muss jederzeit frei sein.", "Die Vernunft muss jederzeit frei sein"),
    ],
)  # fmt: skip
def test_clauses_of_other_languages_are_whole(text: str, title: str) -> None:
    assert title_of(text) == title


def test_of_a_passage_that_is_a_list_an_item_says_what_it_claims() -> None:
    text = (
        "- Roots in wet ground, roots in dry ground, roots of any kind\n"
        "- Healthy soil needs fungi that trade with the roots of plants. It also needs rest.\n"
        "- Roots and rest\n"
    )
    document = parse_source(SourceKey("a.md"), text, ".md")[0]
    assert split(document).atoms[0].title == "Healthy soil needs fungi that trade with the roots of plants"


def test_an_item_of_a_list_goes_on_in_the_next_line() -> None:
    text = (
        "* The old fences and the sheds. It seemed like a good thing at the time, but it\n"
        "  does make the whole of the garden a little dark. This\n"
        "  year around the wind has taken the fences\n"
        "  too before I came to it.\n"
        "* The wind keeps the paths dry.\n"
    )
    document = parse_source(SourceKey("a.md"), text, ".md")[0]
    assert split(document).atoms[0].title == "The wind keeps the paths dry"


def test_rules_drawn_around_a_heading_are_no_part_of_its_title() -> None:
    text = "==========================\nOn Compost\n==========================\n\nWaste becomes soil in a year.\n"
    document = parse_source(SourceKey("a.md"), text, ".md")[0]
    assert split(document).title == "On Compost"


def test_first_words_are_no_title_with_a_loose_end() -> None:
    text = (
        "Barrows, buckets (tin, zinc, wood), brooms, boards, bricks, and maybe the hammers with which a mason of the old school "
        "in the north of the country used to work, boots"
    )
    assert title_of(text).split()[-1] not in ("the", "maybe", "and", "with", "of", "a")


def test_a_sentence_that_begins_in_bold_is_no_heading_and_its_text() -> None:
    text = (
        "**First**, keep easy books for the evening, as nobody learns from them when awake.\n\n"
        "**Second**, read hard books in the morning; they sharpen the mind of whoever reads them slowly.\n"
    )
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert not {"First", "Second"} & {atom.title for atom in found}


def test_an_address_is_no_title_where_a_sentence_is_at_hand() -> None:
    text = (
        "Apart from his own words on compost, Christopher keeps a list of gardens.\n\n"
        "[list]: http://www.example.org/gardens?page=2237\n"
    )
    assert title_of(text) == "Christopher keeps a list of gardens"


def test_markup_is_no_title() -> None:
    text = 'Title: Gardens\n\n<iframe width="560" height="315" src="https://example.org/gardens">\n'
    assert "<" not in title_of(text) and "‹" not in title_of(text)


def test_the_days_of_a_diary_are_headings() -> None:
    day = "Walked to the lake, where the ice has gone and the grebes are back, and thought of the garden.\n\n"
    text = f"# Diary\n\n## 2021-03-04\n{day}## 05.03.2021\n{day}## 2021\n{day}"
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert [atom.title for atom in found[:2]] == ["2021-03-04", "05.03.2021"]


def test_sections_that_were_joined_have_the_heading_of_the_one_with_far_more_to_say() -> None:
    said = "Good soil is made slowly, by many hands, and by worms, which do most of the work while nobody looks. " * 3
    text = f"# Soil\n\n## Metadata\n- Author: Ann\n\n## Highlights\n{said}\n"
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert [atom.title for atom in found] == ["Highlights"]


def test_what_a_speaker_says_first_is_not_the_title_of_the_talk() -> None:
    text = (
        "ASKED: What made you start the farm?\n\n"
        "ANNA: We had been living in the city for ten years, and every weekend we drove out to help with the harvest.\n\n"
        "ASKED: And the money?\n\nANNA: There was none, and nobody in our street had ever seen any.\n"
    )
    assert split(parse_source(SourceKey("a talk.txt"), text, ".txt")[0]).title == "A talk"


@pytest.mark.parametrize("name", ["{#soil}", "{/*soil*/}", "{: .soil}", "{.soil #of-gardens}"])
def test_the_name_that_a_renderer_gives_a_heading_is_no_part_of_the_title(name: str) -> None:
    text = f"# Gardens\n\n## Living soil {name}\n\nSoil lives where nobody digs, and worms do the work for a year.\n"
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert [atom.title for atom in found] == ["Living soil"]


def test_code_is_called_by_its_comment_and_not_by_its_fence() -> None:
    text = "```js src/soil.js active\nimport { turn } from './spade';\n// Turn the soil over once a year\nturn(soil);\n```\n"
    document = parse_source(SourceKey("a.md"), text, ".md")[0]
    assert split(document).atoms[0].title == "Turn the soil over once a year"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
@pytest.mark.parametrize("width", [48, 64, 76])
def test_the_first_line_of_a_wrapped_paragraph_is_no_heading(ending: str, suffix: str, width: int) -> None:
    said = (
        "In the course of time the ancient {0} had become corrupted, and those that the bishop took for his hymns were "
        "therefore different from those known in Greece under the same names. The {0} of the church was accepted by all, "
        "and nobody asked for long where it had come from, as it was sung every day in every town. "
    )
    paragraphs = [
        said.format(one) for one in ("modes", "scales", "songs", "chants", "psalms", "verses", "hymns", "airs")
    ]
    text = "\n\n".join("\n".join(textwrap.wrap(one, width)) for one in paragraphs).replace("\n", ending) + ending
    found = split(parse_source(SourceKey(f"a{suffix}"), text, suffix)[0])
    assert not [one for one in found.decisions if "first line" in one.reason]
    assert not {one.split("\n")[0] for one in text.replace("\r", "").split("\n\n")} & {
        atom.title for atom in found.atoms
    }


def test_the_number_of_a_chapter_is_no_title() -> None:
    said = "In the course of time the ancient modes had become corrupted, and nobody asked for long why it was so. " * 3
    text = f"# Music\n\n## IX\n\n### Modes of the church\n\n{said}\n\n## X\n\n{said.replace('modes', 'songs')}\n"
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert found[0].title == "Modes of the church"
    assert found[1].title not in ("X", "IX")


def test_a_sentence_goes_on_behind_bold_words_that_end_in_brackets() -> None:
    text = "**The second life (20-40)** for most people is when their strength comes to its height and goes on for years.\n"
    (atom,) = split(parse_source(SourceKey("a.md"), text, ".md")[0]).atoms
    assert not atom.author_title


def _titles_of(text: str, name: str = "a.md") -> list[str]:
    return [atom.title for atom in split(parse_source(SourceKey(name), text, name[1:])[0]).atoms]


@pytest.mark.parametrize(
    "line",
    [
        # In the middle of a sentence, before a lower-case letter; in the middle of a bracket.
        "The canal was a decisive point, and the town was on the verge of giving it up. This",
        "It was not until the flood of autumn (17 September 1862) and the long drought (1863-64",
    ],
)
def test_a_line_that_breaks_off_is_no_heading_though_others_are_longer_than_any_wrap(line: str) -> None:
    tail = (
        "was told to all who lived beside it, and they knew what would become of their gardens, of the mill, "
        "of the boats and of the ferry, and of everything else that they had built there since their fathers came.\n"
        "to the upper town, which rushed into it with all it had, and with much that it did not have at all."
    )
    paragraph = f"{line}\n{tail if line.endswith('This') else 'July) ' + tail}"
    text = f"# Canals\n\n## How the town lost its canal\n\n{paragraph}\n\nBoats came no more. {tail}\n"
    assert not [title for title in _titles_of(text) if line.startswith(title)]


@pytest.mark.parametrize(
    "written", ["Jane Doe, Oxford, July 2024", "Jane B. Doe, 3 Februar 2020", "Jane Doe, May 2019"]
)
def test_who_wrote_a_text_and_when_is_no_title(written: str) -> None:
    text = f"# Canals\n\n*{written}*\n\nCanals need locks. They lift boats over hills, and they take a lot of water.\n"
    assert _titles_of(text) == ["Canals need locks"]


@pytest.mark.parametrize(
    "signed", ["*Jane Doe, Oxford, July 2024*", "_May 2001_", "12 mars 1998", "(March 3rd, 2012)", "2019-05-04"]
)
def test_who_signed_a_text_and_when_is_left_out_of_the_notes(signed: str) -> None:
    made = split(parse_source(SourceKey("a.md"), f"# Canals\n\n{signed}\n\nCanals need locks.\n", ".md")[0])
    assert [one.markdown.strip() for one in made.exclusions if one.reason == "byline"] == [signed]
    kept = "Canals in May 2001 were dry."
    made = split(parse_source(SourceKey("a.md"), f"# Canals\n\n{kept}\n\nCanals need locks.\n", ".md")[0])
    assert not [one for one in made.exclusions if one.reason == "byline"]


def test_the_days_of_a_diary_are_no_bylines() -> None:
    days = "\n\n".join(f"{day} May 2001\n\nThe canal was dry, and {day} boats lay in the mud." for day in (3, 4, 5))
    made = split(parse_source(SourceKey("a.md"), f"# Diary\n\n{days}\n", ".md")[0])
    assert not [one for one in made.exclusions if one.reason == "byline"]


def test_a_picture_with_its_class_says_nothing_of_its_own() -> None:
    picture = '![A long and winding canal](canal.jpg "A long and winding canal"){.wide-border}'
    made = split(parse_source(SourceKey("a.md"), f"# Canals\n\n{picture}\n\nCanals need locks. They leak.\n", ".md")[0])
    assert [atom.title for atom in made.atoms] == ["Canals need locks"]
    assert any(picture in block.markdown for block in made.atoms[0].blocks)


def test_a_second_title_loses_its_or() -> None:
    assert _titles_of("# Canals\n\n## or why locks leak\n\nCanals need locks. They leak.\n") == ["Why locks leak"]


def test_a_notice_in_bold_belongs_to_what_stands_before_it() -> None:
    text = "# Canals\n\n## Locks\n\nCanals need locks, and locks lift boats.\n\n**Note:** Locks leak, too.\n"
    assert _titles_of(text) == ["Locks"]


def test_what_is_said_in_the_light_of_something_is_not_its_title() -> None:
    text = "Anything goes which anybody takes in the light of current traffic jams, or in the light of current traffic jams."
    assert not title_of(text).startswith("Light of")


def test_a_topic_does_not_end_with_what_waits_for_its_noun() -> None:
    text = "Ideas of practical, canal-driven trade, or ideas of practical, boat-driven trade, whatever anybody takes."
    assert not title_of(text).endswith("practical")


def test_what_only_goes_on_about_a_subject_is_no_title() -> None:
    text = (
        "In 1861 the town was rising under its mayor, anxiously observed by the harbours and the hills around it. "
        "Boats paid for all of that, and the ferry paid as well, until the river was too low for either of them."
    )
    assert title_of(text) != "Anxiously observed by the harbours and the hills around it"


def test_items_are_called_by_the_bold_words_that_open_them() -> None:
    said = "The locks lift boats, and where they leak nobody can say how much water is left for those who come later. "
    names = ["overfill one lock", "open the lower gate first", "smaller boats", "larger locks", "tell the ferry @ noon"]
    listed = "\n".join(f"- **{name}**. {said * 6}" for name in names)
    text = f"# Canals\n\n## The rules\n\n{said * 12}\n\nThe rules are these:\n\n{listed}\n"
    assert {"Open the lower gate first", "Smaller boats", "Tell the ferry @ noon"} <= {*_titles_of(text)}
    assert "Smaller boats" not in _titles_of(text.replace("**. The", "** the"))


def test_names_of_a_program_keep_their_letters() -> None:
    text = "save_all writes every note at once. It is called when nobody types, and it is called once an hour."
    assert title_of(text) == "save_all writes every note at once"


def test_who_speaks_is_no_heading() -> None:
    text = (
        "# Locks\n\n**You:** How do locks lift boats?\n\n**Keeper:** Locks lift boats by letting water in from above.\n\n"
        "**You:** And why do they leak?\n\n**Keeper:** Their gates are old and warped.\n"
    )
    assert _titles_of(text) == ["Locks lift boats by letting water in from above"]


def test_a_heading_that_many_sections_have_names_none_of_them() -> None:
    said = [
        "Locks lift boats by letting water in from above the gate, and the boats wait until it is as high as the canal.",
        "Ferries need no locks, since they cross the river where it is as high on one side as it is on the other one.",
        "Tunnels carry canals through a hill, and horses walk over the hill while men push the boats on with their feet.",
    ]
    text = "# Canals\n\n" + "\n\n".join(f"## Keeper\n\n{one}" for one in said)
    assert "Keeper" not in _titles_of(text)
    assert _titles_of(text)[0] == "Locks lift boats by letting water in from above the gate"
    two = "# Canals\n\n" + "\n\n".join(f"## Keeper\n\n{one}" for one in said[:2])
    assert "Keeper" in _titles_of(two)


def test_fields_of_an_item_are_no_words_of_it() -> None:
    text = (
        "- Locks lift boats\n  collapsed:: true\n\t- Water is let in from above until it stands as high as the canal.\n"
        "\t  id:: 64b0f2c1-1111-2222-3333-444455556666\n- Ferries need none\n"
    )
    assert _titles_of(text) in (["Locks lift boats"], ["Ferries need none"])


def test_fields_over_a_text_are_not_its_title() -> None:
    text = "# Rain\n\n## One\n\nplace:: the harbour | at noon\n\nsee Weil\n\n## Two\n\nplace:: here\n\nsee Weil\n"
    assert not any("place" in title.lower() for title in _titles_of(text))


def test_a_line_that_goes_on_with_a_link_is_no_heading() -> None:
    text = (
        "# Canals\n\nMeasuring the\n[locks](https://example.org) of the town does not tell us much. They leak, and so\n"
        "does whatever the boats bring with them from the river, which is higher this year than it was last year.\n"
    )
    assert _titles_of(text) == ["Measuring the locks of the town does not tell us much"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("So, from this perspective, we are not in a position to dig on.", "We are not in a position to dig on"),
        ("So locks leak in summer.", "Locks leak in summer"),
        ("Luckily most locks are not made of wood at all.", "Most locks are not made of wood at all"),
    ],
)
def test_what_leads_up_to_a_claim_is_left_out(text: str, title: str) -> None:
    assert title_of(text) == title


def test_what_a_sentence_goes_on_to_add_is_left_out() -> None:
    text = (
        "The keepers are not in a position to hastily scale up and continue to dig canals that nobody asked for just to "
        "spend what the town has set aside for its ferries and its bridges in the year before."
    )
    assert title_of(text) == "The keepers are not in a position to hastily scale up"
