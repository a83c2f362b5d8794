"""The database's own refusal to change the log: triggers, so that not even a program with the office's own
connection can rewrite what happened.

Events may be deleted only up to the newest anchor, which ``retention`` writes after the file that keeps them;
anchors may not be changed or deleted at all.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = {
    "audit_event_unchanged": (
        "BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "audit_event_kept": (
        "BEFORE DELETE ON audit_event "
        "WHEN OLD.number > COALESCE((SELECT MAX(number) FROM audit_anchor), 0) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "audit_anchor_unchanged": (
        "BEFORE UPDATE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "audit_anchor_kept": (
        "BEFORE DELETE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
}
_REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""
_REFUSE_UNLESS_KEPT = """
CREATE OR REPLACE FUNCTION audit_refuse_unless_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number > COALESCE((SELECT MAX(number) FROM audit_anchor), 0) THEN
        RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$
"""
_POSTGRESQL = {
    "audit_event_unchanged": ("audit_event", "BEFORE UPDATE", "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"),
    "audit_event_kept": (
        "audit_event", "BEFORE DELETE", "FOR EACH ROW EXECUTE FUNCTION audit_refuse_unless_kept()",
    ),
    "audit_event_not_emptied": (
        "audit_event", "BEFORE TRUNCATE", "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_anchor_unchanged": (
        "audit_anchor", "BEFORE UPDATE OR DELETE", "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ),
    "audit_anchor_not_emptied": (
        "audit_anchor", "BEFORE TRUNCATE", "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}  # fmt: skip


def lay(connection: BaseDatabaseWrapper) -> None:
    """Make a database refuse. It may refuse already."""
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, body in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {body}")
        elif connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
            cursor.execute(_REFUSE_UNLESS_KEPT)
            for name, (table, event, rest) in _POSTGRESQL.items():
                cursor.execute(f"CREATE TRIGGER {name} {event} ON {table} {rest}")


def lift(connection: BaseDatabaseWrapper) -> None:
    """Make a database accept anything again: for restoring a backup over it, and for tests that empty it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        elif connection.vendor == "postgresql":
            for name, (table, _event, _rest) in _POSTGRESQL.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def is_laid(connection: BaseDatabaseWrapper) -> bool:
    """Whether a database refuses; somebody may have taken the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            return set(_SQLITE) <= {row[0] for row in cursor.fetchall()}
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
            return set(_POSTGRESQL) <= {row[0] for row in cursor.fetchall()}
    return False
