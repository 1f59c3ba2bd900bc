"""How is a small immutable class made, when start-up counts? As a dataclass that compiles nothing.

A frozen dataclass compiles six methods for each class when it is defined; for the three
dozen nouns and nodes of searchlib that was a sixth of a search's start-up (see
docs/decisions/006-start-up.md). Here all classes share their methods. They are dataclasses
to ``dataclasses.fields``, ``replace`` and ``asdict``, and to type checkers.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

__all__ = ["frozen"]

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: _Class) -> _Class:
    """Make a class a frozen dataclass: compared, hashed and shown by its fields.

    One that says itself how it is shown is shown so.
    """
    dataclass(init=False, repr=False, eq=False)(cls)  # adds to the class itself
    cls.__all_compared__ = all(made.compare for made in fields(cls))  # type: ignore[attr-defined]
    for method in (__init__, __eq__, __hash__, __setattr__, __delattr__):
        setattr(cls, method.__name__, method)
    if "__repr__" not in vars(cls):
        cls.__repr__ = __repr__  # type: ignore[method-assign, assignment]
    return cls


def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: ANN401, N807
    names = self.__match_args__
    if len(args) == len(names) and not named:
        self.__dict__.update(zip(names, args, strict=True))
        return
    values = dict(zip(names, args, strict=False))
    if len(args) > len(names) or (named and (named.keys() & values or named.keys() - set(names))):
        raise TypeError(f"{type(self).__name__} takes {', '.join(names) or 'nothing'}")
    values.update(named)
    if named or len(values) < len(names):  # in the order of the fields: comparison relies on it
        values = {name: values[name] if name in values else _default(self, name) for name in names}
    self.__dict__.update(values)


def _default(self: Any, name: str) -> object:  # noqa: ANN401
    made: Field[Any] = self.__dataclass_fields__[name]
    if made.default is not MISSING:
        return made.default
    if made.default_factory is not MISSING:
        return made.default_factory()
    raise TypeError(f"{type(self).__name__} needs {name!r}")


def _compared(self: Any) -> tuple[object, ...]:  # noqa: ANN401
    if self.__all_compared__:
        return tuple(self.__dict__.values())
    made = self.__dataclass_fields__
    return tuple(value for name, value in self.__dict__.items() if made[name].compare)


def __eq__(self: Any, other: object) -> bool:  # noqa: ANN401, N807
    if type(self) is not type(other):
        return NotImplemented
    return _compared(self) == _compared(other)


def __hash__(self: Any) -> int:  # noqa: ANN401, N807
    return hash((type(self), _compared(self)))


def __setattr__(_self: object, name: str, _value: object) -> None:  # noqa: N807
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(_self: object, name: str) -> None:  # noqa: N807
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def __repr__(self: Any) -> str:  # noqa: ANN401, N807
    fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
    return f"{type(self).__name__}({fields})"
