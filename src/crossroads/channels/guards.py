"""The database's own word on publications: it refuses what the publisher must never do, whoever asks.

Three rules, as triggers on SQLite and PostgreSQL alike:

1. a state follows another only along the table of lives, so what is published can only be removed;
2. whoever claims a publication names an approval of exactly its variant, with the hash of what is sent, that
   had neither ended nor lapsed at the time of the claim; and a claim stays as it was made. An approval that
   ends while the post is on its way takes nothing back: what came out must still be written down;
3. once it was published, token, hash, approval and the network's id stay what they were.

``channels.apps`` declares the guard; ``base.guards`` puts it after every migration.
"""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.base.guards import Guard

TABLE = "channels_publication"
SENT = "('sending', 'published', 'unknown', 'removed')"

_LIFE = "OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({steps})"
_SAME_CLAIM = """
    COALESCE(OLD.claimed_at = NEW.claimed_at AND OLD.approved_id = NEW.approved_id
        AND OLD.sent_hash = NEW.sent_hash AND OLD.variant_id = NEW.variant_id, FALSE)
"""
_APPROVED = """
    NEW.state IN {sent} AND NOT EXISTS (
        SELECT 1 FROM content_approvedcontent a JOIN content_variant v ON v.public_id = a.variant_ref
        WHERE a.id = NEW.approved_id AND v.id = NEW.variant_id AND a.content_hash = NEW.sent_hash
          AND NEW.claimed_at IS NOT NULL
          AND (a.ended_at IS NULL OR a.ended_at > NEW.claimed_at)
          AND (a.expires_at IS NULL OR a.expires_at > NEW.claimed_at))
"""
_LASTING = """
    OLD.state IN ('published', 'removed') AND (
        OLD.token <> NEW.token OR OLD.sent_hash <> NEW.sent_hash OR OLD.approved_id <> NEW.approved_id
        OR OLD.network_id <> NEW.network_id OR OLD.variant_id <> NEW.variant_id
        OR OLD.account_id <> NEW.account_id)
"""

Rule = tuple[str, str, str]
"""Name, SQL condition under which a change is refused, sentence."""


def _rules(steps: Sequence[tuple[str, str]]) -> list[Rule]:
    approved = _APPROVED.format(sent=SENT)
    pairs = ", ".join(f"'{now}>{to}'" for now, to in steps)
    return [
        ("life", _LIFE.format(steps=pairs), "a publication cannot go from this state to that"),
        ("approved", approved, "a publication is sent only as it was approved"),
        ("claimed", f"NOT {_SAME_CLAIM} AND {approved}", "a publication is sent only as it was approved"),
        ("lasting", _LASTING, "what was published does not change"),
    ]


_SQLITE_TRIGGERS = (("life", "UPDATE"), ("claimed", "UPDATE"), ("lasting", "UPDATE"), ("approved", "INSERT"))


def _sqlite(rules: list[Rule]) -> list[str]:
    by_name = {name: (condition, sentence) for name, condition, sentence in rules}
    return [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{name}_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"WHEN {by_name[name][0]} BEGIN SELECT RAISE(ABORT, '{by_name[name][1]}'); END"
        for name, verb in _SQLITE_TRIGGERS
    ]


def _postgres(rules: list[Rule]) -> list[str]:
    def refuse(condition: str, sentence: str) -> str:
        return (
            f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'; END IF;"
        )

    checks = {name: refuse(condition, sentence) for name, condition, sentence in rules}
    on_update = f"{checks['life']} {checks['claimed']} {checks['lasting']}"
    body = f"BEGIN IF TG_OP = 'UPDATE' THEN {on_update} ELSE {checks['approved']} END IF; RETURN NEW; END"
    return [
        f"CREATE OR REPLACE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE OR REPLACE TRIGGER {TABLE}_guard BEFORE INSERT OR UPDATE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()",
    ]


def guard(steps: Sequence[tuple[str, str]]) -> Guard:
    """The guard of publications. ``steps`` are the allowed (from, to) states."""
    rules = _rules(steps)

    def put(vendor: str) -> list[str]:
        return lift(vendor) + (_postgres(rules) if vendor == "postgresql" else _sqlite(rules))

    return Guard(TABLE, "publication", put, lift)


def lift(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {TABLE}_guard ON {TABLE}"]
    return [f"DROP TRIGGER IF EXISTS {TABLE}_{name}_{verb.lower()}" for name, verb in _SQLITE_TRIGGERS]
