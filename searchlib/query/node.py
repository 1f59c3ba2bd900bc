"""What is a node of a tree? A small frozen class that costs nothing to define.

It behaves as a frozen dataclass, and type checkers take it for one. A dataclass
compiles its methods anew for each class; with two trees of a dozen kinds of node that
is a tenth of a search's start-up (see docs/decisions/006-start-up.md).
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, dataclass_transform

__all__ = ["Node"]


@dataclass_transform(frozen_default=True)
class Node:
    """Be the base of all nodes: the annotations of a subclass are its fields."""

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._names = tuple(inspect.get_annotations(cls))
        setattr(cls, "__match_args__", cls._names)  # noqa: B010  a plain assignment has a type

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  whatever the fields are
        names = self._names
        given = dict(zip(names, args, strict=False), **named)
        for name in names:
            if name not in given and not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} needs {name!r}")
        if len(args) + len(named) > len(given) or not given.keys() <= set(names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(names) or 'nothing'}")
        fields = {name: given.get(name, getattr(type(self), name, None)) for name in names}
        self.__dict__.update(fields)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({fields})"
