"""The invented city's scheme goes along in the wheel, to where the demonstration looks for it."""

import importlib.util
from pathlib import Path

from zhaoshang.office.demonstration import city

ROOT = Path(__file__).parents[3]


def test_what_the_wheel_carries_is_what_the_demonstration_opens():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    hook = build.AssetsHook.__new__(build.AssetsHook)
    carried = {}
    build.make_assets = lambda root, with_checks: None  # nothing is fetched here
    type(hook).root = property(lambda self: str(ROOT))
    data = {"force_include": carried, "artifacts": []}
    hook.initialize("standard", data)
    module = Path(city.__file__).resolve()
    beside = module.parent / city.SCHEME.name
    assert {Path(there) for there in carried.values()} == {beside.relative_to(ROOT / "src")}
    (source,) = carried
    assert Path(source).resolve() == city.SCHEME.resolve()
    assert (Path(source) / "scheme.yaml").is_file()
