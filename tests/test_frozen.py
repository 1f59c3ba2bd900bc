"""Frozen classes behave as frozen dataclasses do, to readers and to `dataclasses`."""

import copy
import dataclasses
import pickle
import subprocess
import sys

import pytest

from searchlib.frozen import frozen, replace, uncompared


@frozen
class Point:
    """Have two coordinates and some names."""

    x: int
    y: int = 0
    names: tuple[str, ...] = ()
    seen: float = uncompared(default=0.0)


@frozen
class Other:
    """Have the same fields as nobody else."""

    x: int
    y: int = 0


@frozen
class Empty:
    """Have none."""


def test_fields_come_by_place_by_name_and_by_default():
    assert Point(1) == Point(x=1, y=0, names=()) == Point(1, 0, ())
    assert (Point(1, 2).x, Point(1, y=2).y) == (1, 2)
    assert (Point(1).seen, Point(1, seen=2.5).seen, Point.seen) == (0.0, 2.5, 0.0)


def test_order_of_arguments_does_not_matter():
    assert repr(Other(y=2, x=1)) == "Other(x=1, y=2)"
    assert hash(Other(y=2, x=1)) == hash(Other(1, 2))


@pytest.mark.parametrize(
    ("arguments", "named"), [((), {}), ((1, 2, (), 0.0, 5), {}), ((1,), {"x": 1}), ((1,), {"z": 1})]
)
def test_wrong_arguments_are_type_errors(arguments, named):
    with pytest.raises(TypeError, match="Point"):
        Point(*arguments, **named)


def test_equality_needs_the_same_class_and_counted_fields():
    assert Point(1) != Point(2)
    assert Other(1) != Point(1)
    assert Point(1, seen=1.0) == Point(1, seen=2.0)
    assert Empty() == Empty()
    assert len({Other(1), Other(1, 0), Other(2)}) == 2


def test_nothing_can_be_changed():
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="'x'"):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="'new'"):
        point.new = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="'x'"):
        del point.x
    assert point.x == 1


def test_dataclasses_know_them():
    point = Point(1, 2, ("a",))
    assert dataclasses.is_dataclass(Point)
    assert dataclasses.is_dataclass(point)
    compared = [(field.name, field.compare) for field in dataclasses.fields(point)]
    assert compared == [("x", True), ("y", True), ("names", True), ("seen", False)]
    assert dataclasses.asdict(point) == {"x": 1, "y": 2, "names": ("a",), "seen": 0.0}
    assert dataclasses.replace(point, y=3) == Point(1, 3, ("a",))
    assert point.__replace__(y=3) == Point(1, 3, ("a",))  # copy.replace, from Python 3.13 on


def test_a_field_is_replaced_in_a_copy():
    point = Point(1, 2, ("a",), 0.5)
    other = replace(point, y=3)
    assert (other, other.seen, point.y) == (Point(1, 3, ("a",)), 0.5, 2)
    with pytest.raises(TypeError, match="Point"):
        replace(point, z=3)


def test_nothing_is_imported_to_make_one_use_one_or_compare_one():
    code = (
        "import sys\nfrom searchlib.frozen import frozen, uncompared\n"
        "@frozen\nclass Point:\n  x: int\n  y: int = 0\n  z: int = uncompared(default=0)\n"
        "assert Point(1, z=2) == Point(x=1)\nassert 'dataclasses' not in sys.modules\n"
        "import dataclasses\nassert dataclasses.replace(Point(1), y=2) == Point(1, 2)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_they_match_copy_and_pickle():
    match Other(1, 2):
        case Other(x, y):
            assert (x, y) == (1, 2)
    point = Point(1, 2, ("a",))
    assert copy.deepcopy(point) == point == pickle.loads(pickle.dumps(point))
