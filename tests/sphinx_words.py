"""What Sphinx adds to docutils, as far as healthy pages use it, so that docutils alone can judge them."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles

_ROLES = ("ref", "doc", "class", "func", "term", "option")
_WITH_CONTENT = (
    "only",
    "glossary",
    "seealso",
    "versionadded",
    "tip",
    "productionlist",
    "py:class",
    "option",
    "epigraph",
)
_BARE = ("toctree", "autoclass", "highlight", "tabularcolumns", "include")
_SETTINGS = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": True, "raw_enabled": True}


class _Stub(Directive):
    """A directive that takes whatever it is given; what stands in it is parsed where it is text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = dict.fromkeys(("maxdepth", "members", "show-inheritance"), directives.unchanged)
    parsed = False

    def run(self) -> list[nodes.Node]:
        node = nodes.container()
        if self.parsed:
            self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class _Parsed(_Stub):
    parsed = True


@cache
def _register() -> None:
    for name in _ROLES:
        roles.register_local_role(name, _role)
    for name in _WITH_CONTENT:
        if name not in ("epigraph", "tip"):
            directives.register_directive(name, _Stub if name == "productionlist" else _Parsed)
    for name in _BARE:
        directives.register_directive(name, _Stub)


def _role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = ()
) -> tuple[list[Any], list[Any]]:
    return [nodes.literal(rawtext, text)], []


def tree(text: str) -> nodes.document:
    """The page as Sphinx would have it."""
    _register()
    return publish_doctree(text.removeprefix("\ufeff"), settings_overrides=_SETTINGS)


def complaints(text: str) -> list[str]:
    """Everything of level 2 (warning) or above that docutils says of a page, also that which Sphinx would swallow."""
    found = tree(text)
    messages = [*found.findall(nodes.system_message), *found.transform_messages]
    return [message.astext() for message in messages if message["level"] >= 2]
