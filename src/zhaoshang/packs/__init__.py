"""Scheme packs: the published documents as data. Nothing here is executed."""
