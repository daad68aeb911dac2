"""Notes as text, from Jinja templates that see data and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultsync.errors import TemplateError
from vaultsync.markup import frontmatter
from vaultsync.markup.fingerprint import fingerprinted
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.model import NoteKind


class Templates:
    """The four note templates, compiled once; `texts` maps a template's file name to where it is from and its text."""

    def __init__(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """Raise TemplateError, naming file and line, if a template doesn't compile or the set isn't complete."""
        self.digest = hashlib.sha256(repr(sorted(texts.items())).encode("utf-8", "surrogatepass")).hexdigest()
        """What tells these templates from others."""
        self._places = {name: place for name, (place, _) in texts.items()}
        self._environment = ImmutableSandboxedEnvironment(
            loader=_Texts({name: text for name, (_, text) in texts.items()}),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for kind in (NoteKind.ATOM, NoteKind.SOURCE, NoteKind.CONCEPT, NoteKind.HOME):
            name = f"{kind.value}.md"
            try:
                self._environment.get_template(name)
            except JinjaError as error:
                raise self._error(name, error) from error

    def render(self, kind: NoteKind, properties: Mapping[str, object], context: Mapping[str, object]) -> str:
        """Return a note's whole text, its fingerprint among the properties.

        Raises TemplateError, naming file and line, if the template asks for something that isn't there or fails.
        """
        name = f"{kind.value}.md"
        lines = frontmatter.dump(properties).removeprefix("---\n").removesuffix("---\n")
        try:
            text = self._environment.get_template(name).render(
                {**context, "properties": lines, "kept_marker": KEPT_MARKER, "note": properties}
            )
        except JinjaError as error:
            raise self._error(name, error) from error
        except Exception as error:  # a template may divide by zero, index past an end, …: its author's to mend
            raise self._error(name, error) from error
        return fingerprinted(text)

    def _error(self, name: str, error: Exception) -> TemplateError:
        line = getattr(error, "lineno", None) or _line_in_template(error)
        return TemplateError(
            f"the template can't be used: {error}",
            path=self._places.get(name, name),
            line=line,
            hint="mend it, or remove it to use the one that comes with vaultsync",
        )


class _Texts(BaseLoader):
    """Templates from memory, so that rendering reads no file (and `include` sees nothing but templates)."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def get_source(self, environment: object, template: str) -> tuple[str, str | None, None]:
        if template not in self._texts:
            raise TemplateNotFound(template)
        return self._texts[template], template, None


def _line_in_template(error: Exception) -> int | None:
    trace = error.__traceback__
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".md"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
