"""The page of the shipped schemes: what each holds, and every clause with what carries it."""

from __future__ import annotations

from reference_pages.markdown import GENERATED, code, table
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scheme import Scheme, list_overlays, load_cases, load_scheme, shipped_packs

# ruff: noqa: E501  prose
INTRO = """# The shipped schemes

Published documents, written in the [notation](notation.md). Each clause has an id, the place where it stands as people
cite it, a few words of our own and what carries it: a rule, a target, a calendar entry, evidence, a duty, a column of the
ledger, or nothing but narrative. `zhaoshang scheme show PACK` prints the same beside the rules.

Where a document can be read in two ways, the pack takes one and ships the others as overlays. Their ids are the question's
with a letter; two readings of one question exclude each other. A result names the overlays it was computed with.

"""


def page() -> str:
    """The whole page."""
    packs = [(id_, load_scheme(id_)) for id_ in shipped_packs()]
    return GENERATED + INTRO + _list(packs) + "\n" + "\n".join(_scheme(id_, scheme) for id_, scheme in packs)


def _list(packs: list[tuple[str, Scheme]]) -> str:
    rows = (
        (f"[{id_}](#{id_})", s.title, str(len(s.units)), str(sum(not n.rules for n in s.nodes())),
         str(len(list_overlays(id_))), str(len(load_cases(id_))))
        for id_, s in packs
    )  # fmt: skip
    return table(("Pack", "Document", "Units", "Rules", "Other readings", "Cases"), rows)


def _scheme(id_: str, s: Scheme) -> str:
    last = to_iso(s.window.last) if s.window.last else "until replaced"
    facts = [
        ("Document", " ".join(filter(None, (s.title, s.number)))),
        ("In force", f"{to_iso(s.window.first)} – {last}"),
        ("Reckoning", "own 当期" if s.reckoning == "own" else "to date 累计"),
        ("Periods", "、".join(s.periods) or "any"),
    ]
    text = f"## {id_} {{ #{id_} }}\n\n" + "\n".join(f"- {what}: {which}" for what, which in facts) + "\n\n"
    text += table(
        ("Clause", "Place", "In short", "Carried by"),
        ((c.id, c.place, c.summary, " ".join(map(code, c.carriers))) for c in s.clauses.values()),
    )
    overlays = list_overlays(id_)
    if overlays:
        text += "\n" + table(("Reading", "Says"), ((code(o.id), o.title) for o in overlays))
    return text
