"""The year of a scheme like Zhengzhou's: five leaders of each place, their visits and their projects.

A person is written as a post, as that document names them; nobody has a name.
"""

from __future__ import annotations

from zhaoshang.demonstration.chance import Chance
from zhaoshang.demonstration.pieces import add_activity, add_award, add_fund, add_project
from zhaoshang.demonstration.year import Profile, Year

POSTS = (
    ("visits_secretary", "书记", "党政一把手"),
    ("visits_chief", "行政正职", "党政一把手"),
    ("visits_industry", "工业分管", "分管领导"),
    ("visits_investment", "招商分管", "分管领导"),
    ("visits_zone", "园区分管", "分管领导"),
)
_AWARDS = ("专职团队", "以商招商", "模式创新")


def add_leaders(year: Year) -> None:
    """Everything of the year, place by place."""
    for number, profile in enumerate(year.profiles):
        chance = year.chance("leaders", profile.key)
        _visits(year, profile, chance)
        scale = 2 if profile.group == "重点地区" else 1
        paid = 20 + profile.diligence // 8 + chance.between(-3, 3)
        for at, (_, post, rank) in enumerate(POSTS):
            if chance.happens(profile.diligence * 3 // 4 + 15):
                large = 200_000 if rank == "党政一把手" else 100_000
                amount = (large + chance.one_of((0, 20_000, 50_000))) * scale // 2
                _project(year, profile, chance, amount, paid, post=post, begun=at < 2 or chance.happens(30))
        if number % 4 == 0 and profile.diligence >= 80:
            _project(year, profile, chance, chance.one_of((550_000, 800_000)), paid, begun=True)
        if number == 8:
            _project(year, profile, chance, 1_100_000, paid, begun=True)
        if number % 3 == 1:  # of the four forces, so reckoned at the tier above its own
            amount = chance.one_of((60_000, 80_000, 110_000))
            _project(year, profile, chance, amount, paid, tags=("四力型",), begun=chance.happens(50))
        for _ in range(chance.between(1, 3)):
            _project(year, profile, chance, chance.one_of((8_000, 15_000, 26_000)), paid, begun=True)
        if chance.happens(35):
            day = year.spring_to_winter(chance)
            add_award(year, profile.unit, chance.one_of(_AWARDS), day, chance.one_of((1, 2)))
        if number == 6:
            add_award(year, profile.unit, "台账未报", year.spring_to_winter(chance), 0)
        if number < len(_AWARDS):
            add_award(year, profile.unit, _AWARDS[number], year.last - 30 - number, 2)
        year.told(profile.unit)


def _visits(year: Year, profile: Profile, chance: Chance) -> None:
    for target, post, rank in POSTS:
        meant = profile.held.get(target, 4 if rank == "党政一把手" else 8)
        for _ in range(chance.share(meant, max(profile.diligence, 70)) + chance.between(0, 2)):
            kind = chance.one_of(("走访对接", "赴企拜访"))
            add_activity(
                year, profile.unit, year.spring_to_winter(chance), kind, chance, led_by=rank, person=post
            )


def _project(
    year: Year,
    profile: Profile,
    chance: Chance,
    amount: int,
    paid: int,
    *,
    begun: bool,
    post: str | None = None,
    tags: tuple[str, ...] = (),
) -> None:
    """A project signed in the year, of which so many percent are ``paid`` in it."""
    signed = chance.day_in(year.first + 25, year.last - 80)
    days = {"negotiating": signed - chance.between(20, 60), "signed": signed}
    if begun:
        days["started"] = signed + chance.between(25, 70)
    number = add_project(year, profile.unit, amount, days, tags=tags)
    if post is not None:
        year.row("credits", project=number, unit=profile.unit, role="主办", person=post)
    add_fund(year, profile.unit, signed + 18, amount * paid // 200, project=number)
    add_fund(year, profile.unit, signed + 60, amount * paid // 200, project=number, purpose="固投")
