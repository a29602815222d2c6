"""How the type of a record's field is built: alternatives, lists, records and their tags.

Reads annotations only; judges no value.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, TypeGuard, Union, get_args, get_origin

from duban.core.model.record import Record

SEQUENCES = (list, tuple, set, frozenset)


def members(annotation: object) -> tuple[tuple[Any, ...], bool]:
    """The types a field may hold, None aside, and whether it may be None."""
    if get_origin(annotation) not in (Union, UnionType):
        return (annotation,), False
    parts = get_args(annotation)
    return tuple(part for part in parts if part is not NoneType), NoneType in parts


def bare(annotation: object) -> object:
    """The type without its bounds."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def is_record(annotation: object) -> TypeGuard[type[Record]]:
    """Whether a type is one of the records."""
    return isinstance(annotation, type) and issubclass(annotation, Record)


def is_sequence(annotation: object) -> bool:
    """Whether a type is a list of one kind of item."""
    arguments = get_args(bare(annotation))
    return get_origin(bare(annotation)) is tuple and len(arguments) > 1 and arguments[1] is ...


def item_of(annotation: object) -> object:
    """What a list holds."""
    return get_args(bare(annotation))[0]


def tag_of(kind: type[Record]) -> tuple[str, str] | None:
    """Key and value that tell a record from the others of its union: (动作, 交办)."""
    config = kind.__struct_config__
    return (config.tag_field, str(config.tag)) if config.tag_field else None
