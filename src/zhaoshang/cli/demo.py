"""``zhaoshang demo``: placeholder until the demonstration is written."""


def demo() -> None:
    """演示。Demo."""
