"""An invented year, so that everything can be seen at work before any office fills in a row.

Plausible in its shape and plainly fictional in its content: companies are called 虚构…, places come from
司马相如's 子虚赋, and every project, lead, payment and activity carries the tag 演示数据. The same seed gives
the same year; no clock and no shared random state is read.
"""

from zhaoshang.demonstration.fictional_places import fictional_files, fictional_scheme
from zhaoshang.demonstration.folder import DemonstrationFolder, usual_year, write_demonstration, years_of
from zhaoshang.demonstration.year import demonstration_ledger

__all__ = [
    "DemonstrationFolder",
    "demonstration_ledger",
    "fictional_files",
    "fictional_scheme",
    "usual_year",
    "write_demonstration",
    "years_of",
]
