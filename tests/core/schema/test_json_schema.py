"""The JSON Schemas accept what the records accept, speak Chinese, and equal the files in schemas/."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from duban.cli.commands.setup.schema import read_captions
from duban.core.model.record import Record
from duban.core.model.task import Task
from duban.core.model.terms import Urgency
from duban.core.policy.rules import Policy
from duban.core.schema.json_schema import DRAFT, calendar_schema, file_records, render_schemas, schema
from duban.core.validation.validate import judge
from duban.files.workspace.policies import BUILT_IN
from duban.files.yaml.reader import parse_yaml

ROOT = Path(__file__).parents[3]
CAPTIONS = read_captions()
HAN = re.compile(r"[\u4e00-\u9fff]")


def is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == len("2026-01-01")
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(value: Any, form: dict[str, Any], whole: dict[str, Any]) -> bool:  # noqa: ANN401  # any JSON value
    """As much of a JSON Schema validator as our schemas need; an unknown word is an error."""
    known = {"$ref", "type", "anyOf", "enum", "const", "pattern", "format", "properties", "required", "items"}
    known |= {"additionalProperties", "minLength", "maxLength", "minimum", "maximum", "minItems"}
    known |= {"description", "title", "default", "$schema", "$defs"}
    assert set(form) <= known, set(form) - known
    if "$ref" in form and not fits(value, whole["$defs"][form["$ref"].rpartition("/")[2]], whole):
        return False
    if "anyOf" in form and not any(fits(value, each, whole) for each in form["anyOf"]):
        return False
    if "type" in form:
        good = isinstance(value, TYPES[form["type"]])
        if not good or (isinstance(value, bool) and form["type"] != "boolean"):
            return False
    checks: dict[str, Callable[[Any], bool]] = {
        "enum": lambda want: value in want,
        "const": lambda want: value == want,
        "pattern": lambda want: bool(re.search(want, value)),
        "format": lambda want: {"date": is_day, "date-time": is_moment}[want](value),
        "minLength": lambda want: len(value) >= want,
        "maxLength": lambda want: len(value) <= want,
        "minimum": lambda want: value >= want,
        "maximum": lambda want: value <= want,
        "minItems": lambda want: len(value) >= want,
        "required": lambda want: set(want) <= set(value),
        "items": lambda want: all(fits(each, want, whole) for each in value),
        "properties": lambda want: all(
            fits(value[key], part, whole) for key, part in want.items() if key in value
        ),
        "additionalProperties": lambda want: want is not False or set(value) <= set(form["properties"]),
    }
    return all(check(form[word]) for word, check in checks.items() if word in form)


EVENT = {"日期": "2026-09-28", "登记": "2026-09-28T09:10:22+08:00", "动作": "立项", "经办": "王五"}
VERIFY = EVENT | {"动作": "核验", "方式": "现场", "结论": "通过"}
TASK: dict[str, Any] = {
    "编号": "WJ-2026-0001",
    "事项": "制定方案",
    "来源": [{"类别": "重要文件", "名称": "意见", "发文日期": "2026-01-05"}],
    "完成时限": {"日期": "2026-12-31", "原文": "年底前"},
    "缓急": "急件",
    "牵头单位": ["甲局", "乙局"],
    "量化指标": [{"名称": "户数", "目标": 120}],
    "公开": "是",
    "流水": [EVENT, VERIFY],
}
BAD: list[dict[str, Any]] = [
    {"编号": "WJ-1"},
    {"事项": ""},
    {"事项": 5},
    {"缓急": "急"},
    {"牵头单位": [1]},
    {"牵头单位": {}},
    {"公开": True},
    {"多余": 1},
    {"完成时限": {"日期": "2026-02-30"}},
    {"完成时限": {"多余": 1}},
    {"来源": [{}]},
    {"来源": {}},
    {"量化指标": [{"名称": "x", "目标": []}]},
    {"流水": [EVENT | {"动作": "反愧"}]},
    {"流水": [EVENT | {"方式": "现场"}]},
    {"流水": [EVENT | {"登记": "2026-09-28T09:10:22"}]},
    {"流水": [{key: value for key, value in VERIFY.items() if key != "结论"}]},
    {"流水": [EVENT | {"动作": "反馈", "进度": 101}]},
]


@pytest.mark.parametrize("change", [{}, *BAD], ids=str)
def test_task_schema_and_judge_agree(change: dict[str, Any]) -> None:
    raw = TASK | change
    form = schema(Task, CAPTIONS)
    assert fits(raw, form, form) == (judge(raw, Task) == ()) == (not change)


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.yaml")), ids=lambda path: path.stem)
def test_built_in_policies_fit_the_policy_schema(path: Path) -> None:
    raw, _ = parse_yaml(path.read_bytes(), path.name)
    form = schema(Policy, CAPTIONS)
    assert raw is not None
    assert fits(raw, form, form)
    assert not fits(raw | {"规则": [{"种类": "时线"}]}, form, form)


@pytest.mark.parametrize("kind", file_records().values(), ids=lambda kind: kind.__name__)
def test_every_key_and_record_has_chinese_words(kind: type[Record]) -> None:
    form = schema(kind, CAPTIONS)
    assert form["$schema"] == DRAFT
    assert HAN.search(form["title"])
    for part in form["$defs"].values():
        if "enum" in part:
            continue
        assert HAN.search(part["title"])
        assert HAN.search(part["description"])
        assert part["additionalProperties"] is False
        for told in part["properties"].values():
            assert HAN.search(told["description"])


def test_every_caption_is_used_and_stands_once() -> None:
    parts = {
        name: part
        for kind in file_records().values()
        for name, part in schema(kind, CAPTIONS)["$defs"].items()
    }
    keys = {(name, key) for name, part in parts.items() for key in part.get("properties", ())}
    own = {(name, key) for name, told in CAPTIONS.own.items() for key in told}
    form = calendar_schema(CAPTIONS)
    calendar = {*form["properties"], *form["properties"]["days"]["items"]["properties"]}
    assert set(CAPTIONS.records) == {name for name, part in parts.items() if "properties" in part}
    assert own <= keys
    assert set(CAPTIONS.keys) == {key for _, key in keys - own} | calendar
    assert [(name, key) for name, key in own if CAPTIONS.own[name][key] == CAPTIONS.keys.get(key)] == []


def test_choices_stand_in_the_order_of_the_vocabulary() -> None:
    assert schema(Task, CAPTIONS)["$defs"]["Urgency"] == {"enum": [term.value for term in Urgency]}


def test_calendar_schema_is_the_holiday_form() -> None:
    form = calendar_schema(CAPTIONS)
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
    assert fits({"year": 2027, "papers": [], "days": [day]}, form, form)
    assert fits({"year": 2027, "days": []}, form, form)
    for bad in ({"year": 27}, {"year": "2027", "days": []}, {"year": 2027, "days": [day | {"x": 1}]}):
        assert not fits(bad, form, form)


def test_schemas_in_the_tree_are_the_generated_ones() -> None:
    found = {path.name: path.read_text("utf-8") for path in (ROOT / "schemas").glob("*.json")}
    assert found == render_schemas(CAPTIONS)
    assert set(found) == {f"{name}.schema.json" for name in (*file_records(), "calendar")}
    for text in found.values():
        json.loads(text)


def test_no_two_vocabularies_share_a_name() -> None:
    """A schema finds the words of a vocabulary by its name: of two, the one that was imported last would win."""
    found = re.findall(
        r"^class (\w+)\((?:Term|StrEnum)\)",
        "\n".join(path.read_text("utf-8") for path in (ROOT / "src" / "duban" / "core").rglob("*.py")),
        re.MULTILINE,
    )
    assert sorted(found) == sorted(set(found))
