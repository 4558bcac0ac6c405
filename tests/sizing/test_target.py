import pytest

from simulation.errors import InputError
from simulation.sizing import Limits, Target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("weekly_active=25%@78", Target("weekly_active", 0.25, 78)),
        ("weekly_active=0.25@78", Target("weekly_active", 0.25, 78)),
        (" weekly_active >= 25,5 % @ S78 ", Target("weekly_active", 0.255, 78)),
        ("live_communities=40@W52", Target("live_communities", 40, 52)),
    ],
)
def test_targets_are_read_as_people_write_them(text, target):
    assert Target.parse(text) == target
    assert Target.parse(str(target)) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weekly_active",
        "weekly_active=25%",
        "weekly_active=@78",
        "weekly_active=1.2.3@78",
        "weekly_active=25@78",
        "weekly_active=0%@78",
        "weekly_active=120%@78",
        "weekly_active=25%@0",
        "weekly_active=25%@9999",
        "happiness=25%@78",
        "employee_hours=25@78",
    ],
)
def test_bad_targets_are_refused_with_what_to_do(text):
    with pytest.raises(InputError) as refusal:
        Target.parse(text)
    for lang in ("fr", "en"):
        assert refusal.value.message(lang).startswith("--target")


def test_limits_are_read_and_unknown_or_negative_ones_refused():
    limits = Limits.parse(["trainers=2", "community_managers = 1,5"])
    assert limits == Limits(trainers=2, community_managers=1.5)
    assert limits.to_dict() == {"trainers": 2.0, "community_managers": 1.5}
    for wrong in ("trainer=2", "trainers", "trainers=two", "trainers=-1", "trainers=inf"):
        with pytest.raises(InputError, match="--limit"):
            Limits.parse([wrong])


def test_a_week_after_the_target_s_own_means_never():
    target = Target.parse("weekly_active=25%@78")
    assert target.held_from(78.0, "fr") == "S78"
    assert target.held_from(79.0, "fr") == "jamais"
    assert target.held_from(79.0, "en") == "never"
