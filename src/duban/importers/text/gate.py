"""Which pieces of running text are tasks: each is scored by its signs, then a section is decided as a whole.

What the rules of text/select_tasks.py found is one voice: where the scores of a section speak clearly for other
pieces, those are the tasks. No sign vetoes; what scores lower is suggested. The weights are data/gate.yaml.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log
from pathlib import Path
from typing import Any

import ryaml

from duban.importers.text.candidates import Candidate, Judge
from duban.importers.text.outline import Item
from duban.importers.text.pieces import Piece, find_pieces
from duban.importers.text.signs import tell_signs

TABLE = Path(__file__).parents[2] / "data" / "gate.yaml"
_CLAMP, _NEVER = 4.0, 1e-6
_LIKELY = 0.5
_SURE = 0.9
_MARGIN = 1.5
_FLOOR = -0.5
_SUGGESTED = 0.3
_MOST_REASONS = 3
_LEAST_REASON = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign weighs: first by itself, then with `beside`, the mean of the first score of its neighbours.

    `words` are the signs' names for a clerk. `chance` makes a score a probability: its base, its slope, what
    is added for a suggestion.
    """

    first: Mapping[str, float]
    second: Mapping[str, float]
    words: Mapping[str, str]
    base: tuple[float, float]
    beside: float
    chance: tuple[float, float, float]


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """The table that comes with duban."""
    return weights_of(ryaml.loads(TABLE.read_text("utf-8")))


def weights_of(table: Mapping[str, Any]) -> Weights:
    """The weights that a table holds, as data/gate.yaml is written."""
    signs = table["signs"]
    first, second, beside = table["base"]
    return Weights(
        {name: row[0] for name, row in signs.items()},
        {name: row[1] for name, row in signs.items()},
        {name: row[2] for name, row in signs.items()},
        (first, second),
        beside,
        (table["chance"][0], table["chance"][1], table["chance"][2]),
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """The tasks of a document, and pieces that may be tasks, both in its order."""

    tasks: tuple[Candidate, ...]
    suggested: tuple[Candidate, ...] = ()


def settle(tasks: Sequence[Candidate], root: Item, judge: Judge, weights: Weights | None = None) -> Settled:
    """The tasks, with those that the rules chose as one voice; each with its likelihood and why."""
    weights = weights or read_weights()
    pieces = find_pieces(root, judge)
    tell_signs(pieces, judge)
    score = weigh(pieces, weights)
    everything = [piece for top in pieces for piece in top.walk()]
    place = {id(piece): at for at, piece in enumerate(everything)}
    ruled, lost = matched(tasks, everything)
    settled = [(max((place[name] for name in before), default=-1) + 0.5, task) for task, before in lost]
    suggested: list[Candidate] = []
    for top in pieces:
        final = final_pieces([top], ruled, score)
        for piece in final:
            task = ruled.get(id(piece)) or piece.candidate()
            settled.append((float(place[id(piece)]), _told(task, piece, score, weights)))
        more = beside([top], final, score)
        suggested += (_told(piece.candidate(), piece, score, weights, suggested=True) for piece in more)
    return Settled(tuple(task for _, task in sorted(settled, key=lambda pair: pair[0])), tuple(suggested))


def final_pieces(pieces: Sequence[Piece], ruled: Container[int], score: Mapping[int, float]) -> list[Piece]:
    """In each section what the rules chose (`ruled`, by id) and what is surely a task beside it.

    Where the likeliest pieces promise clearly more right drafts than those, they are taken instead.
    """
    final: list[Piece] = []
    for top in pieces:
        picked = [piece for piece in top.walk() if id(piece) in ruled]
        scored = decide([top], score, _LIKELY)
        both = [*picked, *(piece for piece in scored if score[id(piece)] >= _SURE and _apart(piece, picked))]
        final += scored if _gain(scored, score) > _gain(both, score) + _MARGIN else both
    return final


def weigh(pieces: Sequence[Piece], weights: Weights) -> dict[int, float]:
    """How likely each piece is a task, 0 to 1, by the id of the piece."""
    score: dict[int, float] = {}
    for group in _groups(pieces):
        first = [weights.base[0] + _sum(piece.signs, weights.first) for piece in group]
        for at, piece in enumerate(group):
            others = sum(first) - first[at]
            beside = others / (len(group) - 1) if len(group) > 1 else 0.0
            beside = weights.beside * max(-_CLAMP, min(_CLAMP, beside))
            score[id(piece)] = chance(weights.base[1] + _sum(piece.signs, weights.second) + beside)
    return score


def chance(score: float) -> float:
    """A sum of weights as a probability."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def _sum(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(value * weights.get(name, 0.0) for name, value in signs.items())


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces that stand beside each other, each kind by itself."""
    kinds: dict[str, list[Piece]] = {}
    for piece in pieces:
        kinds.setdefault(piece.kind, []).append(piece)
    yield from kinds.values()
    for piece in pieces:
        yield from _groups(piece.within)


def decide(pieces: Sequence[Piece], score: Mapping[int, float], least: float) -> list[Piece]:
    """The likeliest pieces: each whole, or what is likelier within it, never both."""
    chosen: list[Piece] = []
    for piece in pieces:
        within = decide(piece.within, score, least)
        mean = sum(score[id(each)] for each in within) / len(within) if within else 0.0
        chosen += [piece] if score[id(piece)] >= max(least, mean) else within
    return chosen


def _gain(pieces: Sequence[Piece], score: Mapping[int, float]) -> float:
    """How many more right drafts than wrong ones pieces promise; a score that is too sure of no task counts half."""
    return sum(max(_FLOOR, 2 * score[id(piece)] - 1) for piece in pieces)


def _apart(piece: Piece, others: Sequence[Piece]) -> bool:
    """Whether a piece neither contains one of the others nor stands in one."""
    ids = {id(each) for each in others}
    return ids.isdisjoint(id(each) for each in (*piece.walk(), *piece.over()))


def beside(pieces: Sequence[Piece], final: Sequence[Piece], score: Mapping[int, float]) -> list[Piece]:
    """What may be a task beside the final ones."""
    return [piece for piece in decide(pieces, score, _SUGGESTED) if _apart(piece, final)]


def matched(
    tasks: Sequence[Candidate], pieces: Sequence[Piece]
) -> tuple[dict[int, Candidate], list[tuple[Candidate, tuple[int, ...]]]]:
    """The tasks by the id of the piece each is, and those that are none, each with the pieces before it."""
    items = {id(piece.said.item): piece for piece in pieces if piece.kind == "item"}
    texts: dict[tuple[str, str], Piece] = {}
    for piece in pieces:
        for words in (piece.text, piece.said.title):
            texts.setdefault((piece.said.item.place, _bare(words)), piece)
    found: dict[int, Candidate] = {}
    lost: list[tuple[Candidate, tuple[int, ...]]] = []
    for task in tasks:
        item = task.said.item
        own = (task.sentence, " ".join(item.texts), task.said.title)
        same = (texts.get((item.place, _bare(each))) for each in own if each)
        one = (None if task.sentence else items.get(id(item))) or next(filter(None, same), None)
        if one is None or id(one) in found:
            lost.append((task, tuple(found)))
        else:
            found[id(one)] = task
    return found, lost


def _bare(words: str) -> str:
    return words.strip("。；;！ ")


def _told(
    task: Candidate, piece: Piece, score: Mapping[int, float], weights: Weights, *, suggested: bool = False
) -> Candidate:
    """A task with its likelihood and the signs that speak most for it."""
    base, slope, aside = weights.chance
    raw = min(max(score[id(piece)], _NEVER), 1 - _NEVER)
    likely = chance(base + slope * log(raw / (1 - raw)) + aside * suggested)
    speaking = {name: value * weights.second.get(name, 0.0) for name, value in piece.signs.items()}
    strongest = sorted(speaking, key=lambda name: -speaking[name])
    words = (weights.words[name] for name in strongest if speaking[name] >= _LEAST_REASON)
    return replace(task, likely=round(likely, 2), why=tuple(dict.fromkeys(words))[:_MOST_REASONS])
