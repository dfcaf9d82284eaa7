"""Healthy pages in Markdown, as CommonMark with tables, GitHub and MyST read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.pages.healthy.page import BASE, FIGURE, LARGE, Page, grid, indented, page_of

_LINE = "12-layer, 768-hidden, 12-heads, 109M parameters."
_LARGE_LINE = "24-layer, 1024-hidden, 16-heads, 335M parameters."
_NAME, _LARGE_NAME = "`bert-base-uncased`", "`bert-large-uncased`"
_TITLE = "# BERT models\n"


def pipes(
    details: str = _LINE, *, name: str = _NAME, language: str = "English", rule: str = "| --- | --- | --- |"
) -> str:
    """A table of two weights."""
    return (
        f"| Pretrained Weight | Language | Details of the model |\n{rule}\n| {name} | {language} | {details} |\n"
        f"| {_LARGE_NAME} | English | {_LARGE_LINE} |\n"
    )


_TABLE = pipes()
_HTML = f"""\
<table class="weights">
  <thead><tr><th>Pretrained Weight</th><th>Language</th><th>Details of the model</th></tr></thead>
  <tbody>
    <tr><td><code>bert-base-uncased</code></td><td>English</td><td>{_LINE}</td></tr>
    <tr><td><code>bert-large-uncased</code></td><td rowspan="1">English</td><td>{_LARGE_LINE}</td></tr>
  </tbody>
</table>
"""
_TIGHT = "\n".join(line.strip("| ") for line in _TABLE.splitlines()) + "\n"
_ALIGNED = f"""\
| Pretrained Weight    | Language | Details of the model                              |
|:---------------------|:--------:|--------------------------------------------------:|
| `bert-base-uncased`  | English  |  {_LINE} |
| `bert-large-uncased` | English  | {_LARGE_LINE} |
"""
_MYST_LIST = f"""\
```{{list-table}} Weights of BERT
:header-rows: 1

* - Pretrained Weight
  - Language
  - Details of the model
* - {_NAME}
  - English
  - {_LINE}
* - {_LARGE_NAME}
  - English
  - {_LARGE_LINE}
```
"""
_MYST_RST = f"""\
```{{eval-rst}}
{grid([(BASE, "English", _LINE), (LARGE, "English", _LARGE_LINE)])}```
"""

#: Blocks that stand above and below a pipe table.
MARKDOWN_BLOCKS: Mapping[str, str] = {
    "atx heading": "## Usage\n\nLoad it.\n",
    "setext heading": "Usage\n-----\n\nLoad it.\n",
    "fence with a pipe": "```bash\nsort runs.txt | uniq | wc -l\n```\n",
    "fence with a table of weights": (
        "~~~markdown\n| Pretrained Weight | Language |\n|---|\n| `bert-base-cased` | English\n~~~\n"
    ),
    "fence in a fence": "````\n```python\nx | y\n```\n````\n",
    "indented code": "    | a | b |\n    +---+---+\n",
    "list": "- one\n  - nested | with a bar\n- two\n\n1. first\n2. second\n",
    "task list": "- [ ] to do\n- [x] done\n",
    "quote": "> A quote | with a bar.\n>\n> | a | b |\n> |---|---|\n> | c | d |\n",
    "html block": '<div class="a|b">\n<b>bold</b>\n</div>\n',
    "html comment": "<!--\n| Pretrained Weight |\n| `bert-base-cased` | cut\n-->\n",
    "other table": "| Option | Value |\n|:-------|------:|\n| `-a`   | 1 \\| 2 |\n| `-b`   |       |\n",
    "other html table": "<table><tr><td>Option</td><td>a | b</td></tr></table>\n",
    "line break": "One line  \nand another\\\nand a third.\n",
    "thematic break": "Before.\n\n***\n\nBehind.\n",
    "reference links": (
        "See [the paper][paper] and [bert].\n\n[paper]: https://example.com/a_b 'a | b'\n"
        "[bert]: <https://example.com/bert>\n"
    ),
    "footnote": "As said.[^1]\n\n[^1]: By the authors.\n",
    "image": "![a | b](stack.png)\n",
    "myst note": "```{note}\nThe translation keeps the format | of the table.\n```\n",
    "myst colon fence": ":::{tip}\nA tip | with a bar.\n:::\n",
    "myst target": "(usage)=\n\nSee {ref}`usage` and {math}`|x|`.\n",
    "myst comment": "% | not | a | table |\n\nWords.\n",
    "math": "$$\n|x| + |y|\n$$\n",
    "prose with bars": "Choose a | b | c.\n",
    "definition of rst": "| Contact\n| A laboratory\n",
    "escapes": "A \\| bar, a \\* star and an &vert; entity.\n",
    "cjk and emoji": "模型在中文语料上训练｜见下表。 🚀\n",
}

#: Whole pages.
PAGES: Mapping[str, tuple[str, tuple[str, str] | None]] = {
    "pipe table": (page_of(_TITLE, _TABLE), FIGURE),
    "aligned pipe table": (page_of(_TITLE, _ALIGNED), FIGURE),
    "pipe table with colons": (page_of(_TITLE, pipes(rule="|:---|:---:|---:|")), FIGURE),
    "no bars at the ends": (page_of(_TITLE, _TIGHT), FIGURE),
    "escaped bar": (page_of(_TITLE, pipes(f"{_LINE} cased \\| uncased")), FIGURE),
    "code with an escaped bar": (page_of(_TITLE, pipes(f"{_LINE} Ends with `<\\|endoftext\\|>`.")), FIGURE),
    "links in cells": (page_of(_TITLE, pipes(f"{_LINE} See [paper](https://example.com/a_b).")), FIGURE),
    "link around the name": (page_of(_TITLE, pipes(name="[`bert-base-uncased`](https://example.com/bert)")), FIGURE),
    "plain names": (page_of(_TITLE, pipes(name="bert-base-uncased")), FIGURE),
    "strong name": (page_of(_TITLE, pipes(name="**bert-base-uncased**")), FIGURE),
    "html in cells": (page_of(_TITLE, pipes("12-layer, 768-hidden,<br>12-heads, 109M parameters.")), FIGURE),
    "entities in cells": (
        page_of(_TITLE, pipes("12-layer,&nbsp;768-hidden, 12-heads, 109M parameters &amp; more.")),
        FIGURE,
    ),
    "exact count": (
        page_of(_TITLE, pipes("12-layer, 768-hidden, 12-heads, 109,482,240 parameters.")),
        ("109,482,240", "340,482,240"),
    ),
    "million": (
        page_of(_TITLE, pipes("12 layers, hidden size 768, 12 attention heads, 109 million parameters.")),
        ("109 million", "340 million"),
    ),
    "chinese": (
        page_of(_TITLE, pipes("12层，768隐藏单元，12个注意力头，1.09亿参数。", language="英文")),
        ("1.09亿", "3.40亿"),
    ),
    "four columns": (
        page_of(
            _TITLE,
            f"| Model | Language | Licence | Details |\n|---|---|---|---|\n| {_NAME} | English | MIT | {_LINE} |\n",
        ),
        FIGURE,
    ),
    "columns swapped": (
        page_of(_TITLE, f"| Language | Details | Model |\n|---|---|---|\n| English | {_LINE} | {_NAME} |\n"),
        FIGURE,
    ),
    "a column for each figure": (
        page_of(
            _TITLE,
            "| Model | Layers | Hidden | Heads | Parameters |\n|---|--:|--:|--:|--:|\n"
            f"| {_NAME} | 12 | 768 | 12 | 109M |\n",
        ),
        ("109M |", "340M |"),
    ),
    "short rows": (page_of(_TITLE, f"{_TABLE}| `npl4/bert-quiz` |\n| `npl4/bert-song` | Latin |\n"), FIGURE),
    "in a list": (page_of(_TITLE, f"- weights\n\n{indented(_TABLE, '  ')}\n- next\n"), FIGURE),
    "in a quote": (page_of(_TITLE, indented(_TABLE, "> ")), FIGURE),
    "html table": (page_of(_TITLE, _HTML), FIGURE),
    "front matter": (page_of("---\ntitle: BERT\ntags: a | b\n---\n", _TITLE, _TABLE), FIGURE),
    "myst list table": (page_of(_TITLE, _MYST_LIST), FIGURE),
    "myst eval-rst": (page_of(_TITLE, _MYST_RST), FIGURE),
    "myst note around": (page_of(_TITLE, f":::{{note}}\n{_TABLE}:::\n"), FIGURE),
    "two tables": (
        page_of(_TITLE, "| Model | ms |\n|---|---|\n| `bert-base-uncased` | 12 |\n", "Weights:", _TABLE),
        FIGURE,
    ),
    "heading right behind the table": (page_of(_TITLE, f"{_TABLE}## Next\n"), FIGURE),
    "no final newline": (page_of(_TITLE, _TABLE).rstrip("\n"), FIGURE),
    "carriage returns": (page_of(_TITLE, _TABLE, "End.").replace("\n", "\r\n"), FIGURE),
    "byte order mark": ("\ufeff" + page_of(_TITLE, _TABLE), FIGURE),
}


def in_markdown() -> Iterator[Page]:
    """Every construct above and below a pipe table, and pages of every form."""
    for name, block in MARKDOWN_BLOCKS.items():
        yield Page(name=f"md: {name}, above", text=page_of(_TITLE, block, _TABLE, "End."), suffix=".md")
        yield Page(name=f"md: {name}, below", text=page_of(_TITLE, "Weights.", _TABLE, block), suffix=".md")
    for name, (text, figure) in PAGES.items():
        yield Page(name=f"md: {name}", text=text, figure=figure, suffix=".md")
