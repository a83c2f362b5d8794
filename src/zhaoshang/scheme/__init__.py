"""What a document says: a pack of files as typed data, with its overlays, clauses, cases and lint.

Knows the rule language and the ledger's tables; knows no ledger, no score and no database.
"""
