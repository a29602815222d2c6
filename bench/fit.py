"""Weigh the signs of text/signs.py on gold, leaving out one document at a time; write data/gate.yaml.

    .venv/bin/python -m bench.fit [--write] [FOLDER[=COMMIT] …]

FOLDER holds `raw` and `gold` (a file of the same stem). COMMIT is the last one whose rules had not been tuned on that
folder: what its rules find there says how far rules are to be believed on a document that nobody has seen. Always
read: the documents beside the checkout (`bench.gold`) and tests/corpus with what is expected of it.
Printed: precision and recall of pieces by folder and document, and how far likelihoods hold. Needs scikit-learn
(`pip install --group fit`), which duban itself does not.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from bench.gold import BESIDE, HERE, WITHOUT_TASKS, alike, folded
from ruamel.yaml import YAML
from sklearn.linear_model import LogisticRegression

from duban.importers.read_document import read_document
from duban.importers.text import select_tasks
from duban.importers.text.candidates import Candidate, Judge
from duban.importers.text.gate import TABLE, Settled, beside, decide, final_pieces, matched, weigh, weights_of
from duban.importers.text.outline import Item
from duban.importers.text.pieces import Piece, find_pieces
from duban.importers.text.signs import tell_signs

CORPUS = HERE.parent / "tests" / "corpus"
STRENGTH = 0.5  # of the penalty, as scikit-learn counts it: smaller is stronger
USUAL = 30  # pieces of a document; larger ones count less each
OTHERS = ("statement", "rectification", "drafts")
TABLES = {".xlsx", ".csv", ".sql"}
OLD = """
import json, sys
from pathlib import Path
from duban.importers.read_document import read_document
told = {}
for path in map(Path, sys.argv[1:]):
    data = path.read_bytes()
    told[path.stem] = [(each.title, each.number) for each in read_document(data, path.name).drafts]
print(json.dumps(told))
"""


@dataclass
class Paper:
    """A document: its pieces, which of them gold calls tasks (1; 0 none; -1 not asked), which the rules chose."""

    folder: str
    name: str
    tops: list[Piece]
    labels: dict[int, int]
    ruled: set[int]
    tuned: bool
    pieces: list[Piece] = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = [piece for top in self.tops for piece in top.walk()]


def titles(task: dict[str, Any]) -> list[str]:
    """The titles that gold takes for a task."""
    return [task["title"], *task.get("also", ())]


def label(pieces: Sequence[Piece], tasks: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Each piece by its id: 1 where a task of gold is it, -1 where gold does not ask, else 0.

    Of a piece and its first sentence the piece is the task, unless another of its sentences is one too.
    """
    order = {"item": 0, "paragraph": 1, "part": 2, "sentence": 3}
    labels = {id(piece): 0 for piece in pieces}
    for task in sorted(tasks, key=lambda task: bool(task.get("truncated"))):
        like = [
            piece
            for piece in pieces
            if not labels[id(piece)] and any(alike(title, _title(piece)) for title in titles(task))
        ]
        number = folded(task.get("number") or "")
        best = min(
            like,
            key=lambda piece: (
                not any(folded(title) == folded(_title(piece)) for title in titles(task)),
                folded(piece.said.item.number) != number,
                order[piece.kind],
            ),
            default=None,
        )
        if best is not None:
            labels[id(best)] = -1 if task.get("truncated") else 1
    for piece in pieces:
        cut = [each for each in piece.within if each.kind in {"part", "sentence"}]
        first_free = cut and not labels[id(cut[0])] and folded(_title(cut[0])) == folded(_title(piece))
        if labels[id(piece)] == 1 and first_free and any(labels[id(each)] == 1 for each in cut):
            labels[id(piece)], labels[id(cut[0])] = 0, 1
    return labels


def _title(piece: Piece) -> str:
    return (piece.said.title or piece.text).strip()


def read(folder: str, path: Path, tasks: list[dict[str, Any]], old: dict[str, Any] | None) -> Paper | None:
    """One document as the program reads it; None where it holds no running text."""
    seen: list[tuple[Sequence[Candidate], Item, Judge]] = []

    def spy(found: Sequence[Candidate], root: Item, judge: Judge) -> Settled:
        seen.append((found, root, judge))
        return Settled(tuple(found))

    data = path.read_bytes()
    if data.startswith((b"# source", b"<!-- source")):
        data = data.split(b"\n", 2)[2]
    with patch.object(select_tasks, "settle", spy):
        imported = read_document(data, path.name)
    if not seen:
        return None
    found, root, judge = seen[-1]
    tops = find_pieces(root, judge)
    tell_signs(tops, judge)
    pieces = [piece for top in tops for piece in top.walk()]
    from_text = {each.said.title for each in found} | {each.sentence for each in found}
    in_tables = [
        each.title
        for each in imported.drafts
        if not any(alike(each.title, said) for said in from_text if said)
    ]
    tasks = [task for task in tasks if not any(alike(t, other) for other in in_tables for t in titles(task))]
    if old is None:
        ruled = set(matched(found, pieces)[0])
    else:
        before = [{"title": title, "number": number} for title, number in old.get(path.stem, ())]
        ruled = {name for name, told in label(pieces, before).items() if told == 1}
    return Paper(folder, path.stem, tops, label(pieces, tasks), ruled, tuned=old is None)


def load(path: Path) -> list[dict[str, Any]]:
    """The tasks of a gold file, or the drafts expected of a document of the corpus."""
    told = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    tasks: list[dict[str, Any]] = told.get("tasks") or told.get("drafts") or []
    return tasks


def papers(folders: Iterable[str]) -> Iterator[Paper]:
    """All documents with running text."""
    found: list[Paper | None] = []
    for raw in sorted((BESIDE / "import" / "raw").glob("*.txt")):
        golds = [place / f"{raw.stem}.yaml" for place in (BESIDE / "import" / "gold", HERE / "gold")]
        gold = next((path for path in golds if path.exists()), None)
        if gold or raw.stem[:2] in WITHOUT_TASKS:
            found.append(read("published", raw, load(gold) if gold else [], None))
    found += (
        read("corpus", raw, load(CORPUS / "expected" / f"{raw.name}.yaml"), None)
        for raw in sorted((CORPUS / "sources").iterdir())
        if not raw.name.startswith(OTHERS) and raw.suffix not in TABLES
    )
    for each in folders:
        folder, _, commit = each.partition("=")
        raws = [path for path in sorted((Path(folder) / "raw").iterdir()) if path.suffix not in TABLES]
        old = before(commit, raws) if commit else None
        for raw in raws:
            gold = Path(folder) / "gold" / f"{raw.stem}.yaml"
            found.append(read(Path(folder).name, raw, load(gold), old))
    yield from (paper for paper in found if paper is not None and paper.pieces)


def before(commit: str, raws: list[Path]) -> dict[str, Any]:
    """What the rules of an earlier commit find in documents, by their stem."""
    with tempfile.TemporaryDirectory() as name:
        archive = subprocess.run(
            ["git", "archive", commit, "src"], capture_output=True, check=True, cwd=HERE.parent
        )
        subprocess.run(["tar", "-x", "-C", name], input=archive.stdout, check=True)
        copies = []
        for raw in raws:
            data = raw.read_bytes()
            copy = Path(name) / raw.name
            copy.write_bytes(
                data.split(b"\n", 2)[2] if data.startswith((b"# source", b"<!-- source")) else data
            )
            copies.append(str(copy))
        told = subprocess.run(
            [sys.executable, "-c", OLD, *copies],
            capture_output=True,
            check=True,
            env={"PYTHONPATH": f"{name}/src"},
        )
    result: dict[str, Any] = json.loads(told.stdout)
    return result


def fit(papers: Sequence[Paper], names: Sequence[str]) -> dict[str, Any]:
    """The table of weights for some documents."""
    rows = [[piece.signs.get(name, 0.0) for name in names] for paper in papers for piece in paper.pieces]
    known = np.array([paper.labels[id(piece)] for paper in papers for piece in paper.pieces])
    weight = np.array([(USUAL / max(len(paper.pieces), 5)) ** 0.5 for paper in papers for _ in paper.pieces])
    asked = known >= 0
    signs = np.array(rows)
    first = LogisticRegression(C=STRENGTH, max_iter=3000).fit(signs[asked], known[asked], weight[asked])
    scores = dict(
        zip(
            (id(each) for paper in papers for each in paper.pieces),
            first.decision_function(signs),
            strict=True,
        )
    )
    beside = np.array([_beside(piece, paper, scores) for paper in papers for piece in paper.pieces])
    both = np.column_stack([signs, beside])
    second = LogisticRegression(C=STRENGTH, max_iter=3000).fit(both[asked], known[asked], weight[asked])
    return {
        "base": [_round(first.intercept_[0]), _round(second.intercept_[0]), _round(second.coef_[0][-1])],
        "chance": [0.0, 1.0, 0.0],
        "signs": {
            name: [_round(one), _round(other), ""]
            for name, one, other in zip(names, first.coef_[0], second.coef_[0], strict=False)
        },
    }


def _round(value: float) -> float:
    return round(float(value), 2)


def _beside(piece: Piece, paper: Paper, scores: dict[int, float]) -> float:
    group = piece.above.within if piece.above is not None and piece.above.kind != "root" else paper.tops
    others = [scores[id(each)] for each in group if each.kind == piece.kind and each is not piece]
    return float(np.clip(np.mean(others), -4, 4)) if others else 0.0


def tell(counts: Sequence[int]) -> str:
    """A row of a Markdown table: right, wrong, missed; precision and recall."""
    right, wrong, missed = counts
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    return f"{right + missed} | {precision:.2f} / {recall:.2f}"


def count(chosen: Sequence[Piece], paper: Paper) -> np.ndarray:
    """Right, wrong and missed."""
    told = [paper.labels[id(piece)] for piece in chosen]
    right = told.count(1)
    return np.array([right, told.count(0), list(paper.labels.values()).count(1) - right])


def main(words: list[str]) -> int:
    """Fit, tell, and with --write write the table."""
    held = list(papers(word for word in words if word != "--write"))
    table = YAML(typ="safe").load(TABLE.read_text("utf-8"))
    names = list(table["signs"])
    ways = ("rules", "signs", "both")
    sums: dict[str, dict[str, np.ndarray]] = {}
    sure: list[tuple[float, bool, bool, int]] = []
    for paper in held:
        others = weights_of(fit([other for other in held if other is not paper], names))
        score = weigh(paper.tops, others)
        chosen = {
            "rules": [piece for piece in paper.pieces if id(piece) in paper.ruled],
            "signs": decide(paper.tops, score, 0.5),
            "both": final_pieces(paper.tops, paper.ruled, score),
        }
        for key in (paper.folder, f"{paper.folder}/{paper.name}", "all"):
            for way in ways:
                sums.setdefault(key, {}).setdefault(way, np.zeros(3, int))
                sums[key][way] += count(chosen[way], paper)
        more = beside(paper.tops, chosen["both"], score)
        for aside, pieces in ((False, chosen["both"]), (True, more)):
            told = ((score[id(piece)], aside, paper.tuned, paper.labels[id(piece)]) for piece in pieces)
            sure += (row for row in told if row[-1] >= 0)
    print("| document | tasks | rules P / R | signs P / R | both P / R |\n|---|---|---|---|---|")
    empty = [key for key, told in sums.items() if "/" in key and not any(map(np.any, told.values()))]
    for key, told in sorted(
        ((k, t) for k, t in sums.items() if k not in empty),
        key=lambda pair: (pair[0] != "all", "/" in pair[0], pair[0]),
    ):
        rows = [tell(told[way]).split(" | ") for way in ways]
        print(f"| {key} | {rows[0][0]} | " + " | ".join(row[1] for row in rows) + " |")
    fitted = fit(held, names)
    fitted["chance"] = calibrate(sure)
    if "--write" in words:
        write(fitted, {name: row[2] for name, row in table["signs"].items()})
    return 0


def calibrate(sure: Sequence[tuple[float, bool, bool, int]]) -> list[float]:
    """What makes a score a probability, from documents that no rule was tuned on where there are any."""
    fresh = [row for row in sure if not row[2]] or list(sure)
    raw = np.clip([row[0] for row in fresh], 1e-6, 1 - 1e-6)
    columns = np.column_stack([np.log(raw / (1 - raw)), [float(row[1]) for row in fresh]])
    known = np.array([row[3] for row in fresh])
    model = LogisticRegression(C=1.0).fit(columns, known)
    likely = model.predict_proba(columns)[:, 1]
    print("\n| likelihood | pieces | mean | right |\n|---|---|---|---|")
    error = 0.0
    for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        within = (likely >= low) & (likely < high)
        if within.any():
            mean, right = likely[within].mean(), known[within].mean()
            error += within.mean() * abs(mean - right)
            print(f"| {low:.2f} to {min(high, 1):.2f} | {within.sum()} | {mean:.2f} | {right:.2f} |")
    print(f"\ncalibration error {error:.3f}")
    return [_round(model.intercept_[0]), *map(_round, model.coef_[0])]


def write(fitted: dict[str, Any], words: dict[str, str]) -> None:
    """Write the table, the signs in the order in which they stand."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    lines += [f"{key}: [{', '.join(map(str, fitted[key]))}]" for key in ("base", "chance")]
    lines += [
        "signs:",
        *(f"  {name}: [{row[0]}, {row[1]}, {words[name]}]" for name, row in fitted["signs"].items()),
    ]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
