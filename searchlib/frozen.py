"""How is a small immutable class made, when start-up counts? As a dataclass that compiles nothing.

A frozen dataclass compiles six methods for each class when it is defined; for the three
dozen nouns and nodes of searchlib that was a sixth of a search's start-up (see
docs/decisions/006-start-up.md). Here all classes share their methods, and ``dataclasses``, with
``inspect`` behind it, is imported by whoever first asks it about one of them: to its ``fields``,
``replace`` and ``asdict``, and to type checkers, they are dataclasses.
"""

from __future__ import annotations

from typing import Any, TypeVar, dataclass_transform

__all__ = ["frozen", "replace", "uncompared"]

_Class = TypeVar("_Class", bound=type)
_Value = TypeVar("_Value")


_NEEDED: Any = object()


class _Uncompared:
    def __init__(self, default: object) -> None:
        self.default = default


def uncompared(*, default: _Value) -> _Value:
    """Return what stands for a default where the field does not count in comparisons."""
    made: Any = _Uncompared(default)
    value: _Value = made
    return value


class _Fields:
    """Stand for what ``dataclasses`` knows of a class until it is asked for."""

    def __init__(self, cls: type) -> None:
        self._cls = cls

    def __get__(self, _instance: object, _owner: type) -> dict[str, Any]:
        from dataclasses import dataclass

        cls: Any = dataclass(init=False, repr=False, eq=False)(self._cls)  # adds to the class
        fields: dict[str, Any] = cls.__dataclass_fields__
        for name in cls.__uncompared__:
            fields[name].compare = False
        return fields


@dataclass_transform(frozen_default=True, field_specifiers=(uncompared,))
def frozen(cls: _Class) -> _Class:
    """Make a class a frozen dataclass: compared, hashed and shown by its fields.

    One that says itself how it is shown is shown so. Defaults are values that never change.
    """
    own: Any = cls
    own.__match_args__ = tuple(cls.__annotations__)  # type: ignore[misc]
    own.__blank__ = {name: vars(cls).get(name, _NEEDED) for name in own.__match_args__}
    own.__needed__ = [name for name, value in own.__blank__.items() if value is _NEEDED]
    own.__uncompared__ = {n for n, value in own.__blank__.items() if type(value) is _Uncompared}
    for name in own.__uncompared__:
        own.__blank__[name] = own.__blank__[name].default
        setattr(cls, name, own.__blank__[name])
    own.__dataclass_fields__ = _Fields(cls)
    for method in (__init__, __eq__, __hash__, __replace__, __setattr__, __delattr__):
        setattr(cls, method.__name__, method)
    if "__repr__" not in vars(cls):
        own.__repr__ = __repr__
    return cls


def replace(one: _Value, **changes: Any) -> _Value:  # noqa: ANN401
    """Return the same with other values in some fields, as ``dataclasses.replace`` does."""
    same: Any = one
    other: _Value = same.__replace__(**changes)
    return other


def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: ANN401, N807
    names = self.__match_args__
    if len(args) == len(names) and not named:
        self.__dict__.update(zip(names, args))  # noqa: B905  to say strict takes a fifth longer
        return
    given = dict(zip(names, args, strict=False))
    values = {**self.__blank__, **given, **named}  # in the order of the fields: to be compared
    if max(len(args), len(values)) > len(names) or not given.keys().isdisjoint(named):
        raise TypeError(f"{type(self).__name__} takes {', '.join(names) or 'nothing'}")
    for name in self.__needed__:
        if values[name] is _NEEDED:
            raise TypeError(f"{type(self).__name__} needs {name!r}")
    self.__dict__.update(values)


def _compared(self: Any) -> tuple[object, ...]:  # noqa: ANN401
    if not self.__uncompared__:
        return tuple(self.__dict__.values())
    return tuple(value for name, value in self.__dict__.items() if name not in self.__uncompared__)


def __eq__(self: Any, other: object) -> bool:  # noqa: ANN401, N807
    if type(self) is not type(other):
        return NotImplemented
    return _compared(self) == _compared(other)


def __hash__(self: Any) -> int:  # noqa: ANN401, N807
    return hash((type(self), _compared(self)))


def __replace__(self: Any, /, **changes: Any) -> Any:  # noqa: ANN401, N807
    values = {**self.__dict__, **changes}
    if len(values) > len(self.__dict__):
        return type(self)(**values)  # which says that it takes no such field
    other = object.__new__(type(self))
    other.__dict__.update(values)
    return other


def __setattr__(_self: object, name: str, _value: object) -> None:  # noqa: N807
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(_self: object, name: str) -> None:  # noqa: N807
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def __repr__(self: Any) -> str:  # noqa: ANN401, N807
    fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
    return f"{type(self).__name__}({fields})"
