"""Many jurisdictions in one run: each with its own scheme, overlays, units, ledger and period.

``read_jurisdictions`` reads the list, ``score_many`` runs it. Inside: ``parts`` are what one jurisdiction
leaves on disk, ``worker`` makes them in a process of its own, ``pool`` keeps the processes busy, ``tables``
puts the parts together in the order of the list. What anything is worth is decided elsewhere, as for one.
"""

from zhaoshang.scoring.many.listing import Jurisdiction, read_jurisdictions
from zhaoshang.scoring.many.parts import Finished
from zhaoshang.scoring.many.run import Many, score_many

__all__ = ["Finished", "Jurisdiction", "Many", "read_jurisdictions", "score_many"]
