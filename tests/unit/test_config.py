from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from vaultsync.config import FILE, SETTINGS, Config, commented_toml, find_file, load
from vaultsync.errors import ConfigError

MINIMAL = "sources = ['essays']\nvault = 'v'\n"


def write(folder: Path, text: str | bytes, name: str = FILE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(folder: Path, text: str | bytes, name: str = FILE) -> str:
    path = write(folder, text, name)
    with pytest.raises(ConfigError) as caught:
        load({}, {}, folder)
    return str(caught.value).replace(str(path), name)


# --- where it is found ---


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    write(tmp_path, MINIMAL)
    near = write(tmp_path / "a", MINIMAL.replace("'v'", "'near'"))
    (tmp_path / "a" / "b").mkdir()
    assert load({}, {}, tmp_path / "a" / "b").vault == tmp_path / "a" / "near"
    assert find_file(tmp_path / "a" / "b") == near


def test_a_pyproject_counts_if_it_speaks_of_us(tmp_path: Path) -> None:
    above = write(tmp_path, MINIMAL)
    write(tmp_path / "a", "[project]\nname = 'x'\n", "pyproject.toml")
    assert find_file(tmp_path / "a") == above
    write(tmp_path / "b", "[tool.vaultsync]\nsources = ['s']\nvault = 'v'\n", "pyproject.toml")
    assert load({}, {}, tmp_path / "b").sources == (tmp_path / "b" / "s",)


def test_our_own_file_wins_over_pyproject(tmp_path: Path) -> None:
    write(tmp_path, "[tool.vaultsync]\nvault = 'other'\n", "pyproject.toml")
    write(tmp_path, MINIMAL)
    assert load({}, {}, tmp_path).vault == tmp_path / "v"


def test_a_broken_pyproject_that_speaks_of_us_is_not_passed_over(tmp_path: Path) -> None:
    assert fault(tmp_path, "[tool.vaultsync]\nvault = \n", "pyproject.toml").startswith("pyproject.toml:2: ")


def test_a_broken_pyproject_of_others_is(tmp_path: Path) -> None:
    write(tmp_path, "[project\n", "pyproject.toml")
    assert find_file(tmp_path) != tmp_path / "pyproject.toml"


def test_a_named_file_wins(tmp_path: Path) -> None:
    write(tmp_path, MINIMAL)
    other = write(tmp_path / "x", MINIMAL, "other.toml")
    config = load({}, {}, tmp_path, file=other)
    assert (config.vault, config.file) == (tmp_path / "x" / "v", other)


def test_a_named_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read") as caught:
        load({}, {}, tmp_path, file=tmp_path / "no.toml")
    assert caught.value.path == str(tmp_path / "no.toml")


def test_no_file_is_needed(tmp_path: Path) -> None:
    config = load({"sources": ["a", "/b"], "vault": "v"}, {}, tmp_path)
    assert config.sources == (tmp_path / "a", Path("/b"))
    assert config.vault == tmp_path / "v"
    assert config == Config(config.sources, config.vault, origins=config.origins, values=config.values)


def test_without_anything_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no sources given – .*vaultsync init.*--sources"):
        load({}, {}, tmp_path)
    assert load({}, {}, tmp_path, need=False).sources == ()


# --- who wins ---


def test_command_line_then_environment_then_file_then_default(tmp_path: Path) -> None:
    write(
        tmp_path / "conf", "sources = ['s']\nvault = 'v'\nmax_size = 7\n[split]\ntarget_words = 100\nmin_words = 50\n"
    )
    env = {"VAULTSYNC_SPLIT_TARGET_WORDS": "120", "VAULTSYNC_VAULT": "from-env", "VAULTSYNC_SOURCES": ""}
    (tmp_path / "conf" / "here").mkdir()
    config = load({"vault": "from-cli"}, env, tmp_path / "conf" / "here")
    assert config.vault == tmp_path / "conf" / "here" / "from-cli"
    assert config.sources == (tmp_path / "conf" / "s",)
    assert (config.split.min_words, config.split.target_words, config.split.max_words) == (50, 120, 400)
    assert config.origins["vault"] == "command line"
    assert config.origins["split.target_words"] == "VAULTSYNC_SPLIT_TARGET_WORDS"
    assert config.origins["max_size"] == str(tmp_path / "conf" / FILE)
    assert config.origins["split.max_words"] == "default"
    assert set(config.origins) == set(config.values) == {setting.key for setting in SETTINGS}


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        ("VAULTSYNC_SOURCES", os.pathsep.join(["a", "b"]), "sources", ["a", "b"]),
        ("VAULTSYNC_LINKS_RELATED", "no", "links.related", False),
        ("VAULTSYNC_LINKS_RELATED", "TRUE", "links.related", True),
        ("VAULTSYNC_GUARD_SHARE", "0.5", "guard.share", 0.5),
        ("VAULTSYNC_HISTORY_DAYS", "3", "history.days", 3),
        ("VAULTSYNC_ENCODINGS", '{"*.txt": "cp1252"}', "encodings", {"*.txt": "cp1252"}),
        ("VAULTSYNC_STATE_DIR", "state", "state_dir", "state"),
    ],
)
def test_the_environment_speaks_every_type(variable: str, text: str, key: str, value: object, tmp_path: Path) -> None:
    config = load({}, {variable: text}, tmp_path, need=False)
    assert (config.values[key], config.origins[key]) == (value, variable)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("VAULTSYNC_LINKS_RELATED", "perhaps"),
        ("VAULTSYNC_HISTORY_DAYS", "3.5"),
        ("VAULTSYNC_HISTORY_DAYS", "[" * 100_000),
        ("VAULTSYNC_ENCODINGS", "cp1252"),
        ("VAULTSYNC_FOLDERS_NOTES", "../out"),
        ("VAULTSYNC_GUARD_SHARE", "NaN"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load({}, {variable: text}, tmp_path, need=False)
    assert caught.value.path == variable
    assert len(str(caught.value)) < 400


# --- what is wrong, and where ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vault = 3\n", f"{FILE}:1: `vault` should be a text, but is 3"),
        ("\nsources = 's'\n", f"{FILE}:2: `sources` should be a list of texts"),
        ("sources = ['s', 3]\n", f"{FILE}:1: `sources` should be a list"),
        ("[links]\n# a\nrelated = 'yes'\n", f"{FILE}:3: `links.related` should be true or false, but is 'yes'"),
        ("[split]\ntarget_words = '180'\n", f"{FILE}:2: `split.target_words` should be a whole number"),
        ("[split]\ntarget_words = true\n", f"{FILE}:2: "),
        ("split.granularity = 'fine'\n", f"{FILE}:1: `split.granularity` should be one of essay, balanced, thought"),
        ("[guard]\nshare = 2\n", f"{FILE}:2: `guard.share` should be a number from 0 to 1"),
        ("[guard]\nshare = nan\n", f"{FILE}:2: "),
        ("split = 3\n", f"{FILE}:1: `split` should be a table, `[split]`"),
        ("vualt = 'v'\n", f"{FILE}:1: unknown setting `vualt` – did you mean `vault`?"),
        ("[split]\ntarget = 3\n", f"{FILE}:2: unknown setting `split.target` – did you mean `split.target_words`?"),
        ("target_words = 3\n", "did you mean `split.target_words`?"),
        ("[spilt]\nx = 3\n", f"{FILE}:1: unknown setting `spilt` – did you mean `split`?"),
        ("[links.more]\nx = 3\n", f"{FILE}:1: unknown setting `links.more`"),
        ("zzzzzz = 3\n", f"{FILE}:1: unknown setting `zzzzzz` – `vaultsync config` lists the settings"),
        (
            "[encodings]\n'*.txt' = 'latin-99'\n",
            f"{FILE}:1: `encodings` names an encoding that isn't known: 'latin-99'",
        ),
        ("[encodings]\n'*.txt' = 'hex'\n", "isn't known: 'hex'"),
        ("[split]\nmax_words = 100\n", f"{FILE}:2: `split.max_words` doesn't fit the others"),
        ("sources = ['s'\n", f"{FILE}:2: isn't valid TOML"),
        ("a = 1\na = 2\n", f"{FILE}:2: isn't valid TOML"),
        ("a = " + "[" * 100_000, f"{FILE}:1: isn't valid TOML"),
        ("a = " + "1" * 10_000, f"{FILE}:1: isn't valid TOML"),
        (b"vault = 'v'\n# \xff\n", f"{FILE}:2: isn't UTF-8"),
        (b"\xff\xfev\x00", f"{FILE}:1: isn't UTF-8"),
        ("", f"{FILE}:1: no sources given – set `sources` in it"),
        ("\ufeff", f"{FILE}:1: no sources given"),
        ("sources = ['s']\n", f"{FILE}:1: no vault given"),
        ('sources = ["a\\u0000b"]\n', f"{FILE}:1: `sources` should be a list of texts"),
    ],
)
def test_a_fault_names_file_line_and_key(text: str | bytes, said: str, tmp_path: Path) -> None:
    """Row 105 of the fault model."""
    message = fault(tmp_path, text)
    assert said in message
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("text", ["[tool]\nvaultsync = 3\n", "tool = 3\n"])
def test_a_section_that_is_no_table(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text, "pyproject.toml")
    with pytest.raises(ConfigError, match="should be a table"):
        load({}, {}, tmp_path, file=path)


@pytest.mark.parametrize("key", ["notes", "sources", "concepts", "home", "attachments"])
@pytest.mark.parametrize(
    "folder",
    [
        "../out",
        "a/../../out",
        "/etc",
        "C:\\\\x",
        "\\\\\\\\host\\\\x",
        ".obsidian",
        "a/.git",
        ".",
        "..",
        "x:y",
        "a\\u0000b",
        "a#b",
        "CON",
        "x/nul",
        "dot.",
    ],
)
def test_no_folder_leads_out_of_the_vault(key: str, folder: str, tmp_path: Path) -> None:
    """Rule 12, row 39 of the fault model; a dot alone is the vault's root, which is no name for a note."""
    text = f'{MINIMAL}[folders]\n{key} = "{folder}"\n'
    if folder == "." and key != "home":
        write(tmp_path, text)
        assert getattr(load({}, {}, tmp_path).folders, key) == ""
    else:
        assert f"{FILE}:4: `folders.{key}` should be" in fault(tmp_path, text)


def test_folders_as_the_program_uses_them(tmp_path: Path) -> None:
    write(
        tmp_path,
        f"{MINIMAL}[folders]\nnotes = 'My/Notes/'\nsources = ''\nconcepts = 'Ideen\\Begriffe'\nhome = 'Start.md'\n",
    )
    folders = load({}, {}, tmp_path).folders
    assert (folders.notes, folders.sources, folders.concepts, folders.home) == (
        "My/Notes",
        "",
        "Ideen/Begriffe",
        "Start",
    )


# --- init ---


def test_the_written_file_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, commented_toml(sources=("a b", 'q"\\\x7f'), vault="~v", folders={"notes": "Zettel"}))
    parsed = tomllib.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert parsed == {
        "sources": ["a b", 'q"\\\x7f'],
        "vault": "~v",
        "encodings": {},
        "folders": {"notes": "Zettel"},
        **{table: {} for table in ("split", "links", "guard", "watch", "history")},
    }


def test_every_setting_is_in_the_written_file_with_its_default(tmp_path: Path) -> None:
    text = commented_toml(sources=("s",), vault="v")
    uncommented = re.sub(r"(?m)^# (?=[a-z_\"*/.]+ = )", "", text)
    write(tmp_path, uncommented.replace('"old/*.txt" = "cp1252"\n', ""))
    config = load({}, {}, tmp_path)
    assert {key for key, origin in config.origins.items() if origin == "default"} <= {"encodings"}
    plain = load({"sources": ["s"], "vault": "v"}, {}, tmp_path / "nowhere")
    assert (config.folders, config.split, config.links, config.guard, config.history) == (
        plain.folders,
        plain.split,
        plain.links,
        plain.guard,
        plain.history,
    )
    assert (config.ignore, config.max_size, config.state_dir, config.templates) == ((), plain.max_size, None, None)


def test_defaults_are_said_once() -> None:
    """The dataclasses and the table of settings agree."""
    config = Config((), Path("v"))
    for setting in SETTINGS:
        table, _, name = setting.key.rpartition(".")
        if table:
            assert getattr(getattr(config, table), name) == setting.default
