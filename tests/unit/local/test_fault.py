import pytest

from local.server.fault import Faults

HERE, ABROAD = "eu-west-1", "us-east-1"


def test_nothing_goes_wrong_of_itself() -> None:
    assert not Faults().strikes("alter-digest", HERE)


@pytest.mark.parametrize(
    ("limits", "struck"),
    [
        pytest.param({}, [True, True, True], id="no limit"),
        pytest.param({"count": 2}, [True, True, False], id="two only"),
        pytest.param({"region": HERE}, [True, False, True], id="one Region only"),
        pytest.param({"count": 1, "region": ABROAD}, [False, True, False], id="one of a Region"),
    ],
)
def test_a_fault_strikes_within_its_limits(limits: dict[str, object], struck: list[bool]) -> None:
    faults = Faults()
    faults.arm("alter-digest", **limits)  # type: ignore[arg-type]
    assert [faults.strikes("alter-digest", region) for region in (HERE, ABROAD, HERE)] == struck


def test_a_fault_strikes_nothing_of_another_name() -> None:
    faults = Faults()
    faults.arm("alter-digest")
    assert not faults.strikes("late-digest", HERE)


def test_faults_add_up_until_they_are_mended() -> None:
    faults = Faults()
    faults.arm("alter-digest", 1)
    faults.arm("alter-digest", 1)
    assert [faults.strikes("alter-digest", HERE) for _ in range(3)] == [True, True, False]
    faults.arm("alter-digest")
    faults.mend()
    assert not faults.strikes("alter-digest", HERE)


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(KeyError):
        Faults().arm("forget-everything")
