"""The office: a web application in which a bureau and its units keep their ledgers, verify them and read them.

A Django project on top of the library. It stores, guards and shows; what a fact is worth is never decided
here: the library is handed a ledger, and what comes back is kept.
"""
