"""Every kind of finding about a page: its code, its severity, its sentence and its manual.

A finding is made by calling its kind; the code is the kind's name with dashes. The docstring is what `check --list`
prints: what it means and why it matters, then one bad and one good example.
"""

from __future__ import annotations

from paddle_inspect.pages.kinds import around, cells, structure, weights
from paddle_inspect.pages.kinds.around import (
    broken_link,
    code_fence,
    dropped_text,
    duplicate_target,
    final_newline,
    literal_mark,
    merge_conflict,
    missing_blank_line,
    missing_target,
    moved_prose,
    no_weights,
    restored_target,
    target_in_table,
    title_rule,
    translator_note,
    unreadable_table,
    useless_comment,
)
from paddle_inspect.pages.kinds.cells import (
    broken_markup,
    broken_name,
    contradicted_figure,
    corrected_description,
    corrected_figure,
    corrected_language,
    cut_details,
    doubtful_language,
    missing_figure,
    missing_language,
    not_exchanged,
    placeholder_figure,
    unproved_figure,
)
from paddle_inspect.pages.kinds.structure import (
    broken_rule,
    completed_name,
    contradictory_rows,
    cut_row,
    data_under_wrong_name,
    disagreeing_rows,
    irregular_row,
    orphaned_data,
    other_drawing,
    paired_data,
    repeated_header,
    repeated_row,
    shifted_bars,
)
from paddle_inspect.pages.kinds.weights import not_counted, restored_weight, undocumented_weight, unknown_weight

__all__ = [
    "MODULES",
    "broken_link",
    "broken_markup",
    "broken_name",
    "broken_rule",
    "code_fence",
    "completed_name",
    "contradicted_figure",
    "contradictory_rows",
    "corrected_description",
    "corrected_figure",
    "corrected_language",
    "cut_details",
    "cut_row",
    "data_under_wrong_name",
    "disagreeing_rows",
    "doubtful_language",
    "dropped_text",
    "duplicate_target",
    "final_newline",
    "irregular_row",
    "literal_mark",
    "merge_conflict",
    "missing_blank_line",
    "missing_figure",
    "missing_language",
    "missing_target",
    "moved_prose",
    "no_weights",
    "not_counted",
    "not_exchanged",
    "orphaned_data",
    "other_drawing",
    "paired_data",
    "placeholder_figure",
    "repeated_header",
    "repeated_row",
    "restored_target",
    "restored_weight",
    "shifted_bars",
    "target_in_table",
    "title_rule",
    "translator_note",
    "undocumented_weight",
    "unknown_weight",
    "unproved_figure",
    "unreadable_table",
    "useless_comment",
]

#: In the order of `check --list`.
MODULES = (structure, weights, cells, around)
