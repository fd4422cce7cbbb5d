"""Whether somebody is in the register already: by e-mail address and phone number, or by name where neither is known.

A question for a person to answer: two people may share an address, and one may have two."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hjemmel.capabilities.register import store
from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.register.new import NewPerson
from hjemmel.engine.register.layout import PERSON
from hjemmel.engine.vault.normal import normal
from hjemmel.engine.vault.vault import Vault

REACHED = ("email", "phone")


def alike(vault: Vault, news: Sequence[NewPerson]) -> list[frozenset[str]]:
    """For each, the persons of the register that may be the same; of those in the list, the ones before it as `#0`, `#1`."""
    there = _there(vault, news)
    before: dict[tuple[str, str], str] = {}
    found: list[frozenset[str]] = []
    for number, new in enumerate(news):
        signs = known_by(new)
        found.append(
            frozenset(
                one for sign in signs for one in (*there.get(sign, ()), before.get(sign)) if one is not None
            )
        )
        before.update(dict.fromkeys(signs, f"#{number}"))
    return found


def known_by(new: NewPerson) -> tuple[tuple[str, str], ...]:
    """What tells whether two rows may be one person, as it is compared."""
    told = {column: getattr(new, column) for column in (*REACHED, "name")}
    forms = {column: normal(PERSON.indexes[column].normal, text) for column, text in told.items() if text}
    reached = tuple((column, forms[column]) for column in REACHED if forms.get(column))
    return reached or tuple((column, forms[column]) for column in ("name",) if forms.get(column))


def _there(vault: Vault, news: Sequence[NewPerson]) -> dict[tuple[str, str], list[str]]:
    """The persons of the register with these signs: found by tokens, then opened and looked at."""
    wanted = {sign for new in news for sign in known_by(new)}
    ids: set[str] = set()
    for column in {column for column, _ in wanted}:
        index = vault.index(PERSON.indexes[column])
        tokens = {index.token(text) for kind, text in wanted if kind == column}
        ids.update(_with(PERSON.tokens[column], tokens))
    found: dict[tuple[str, str], list[str]] = {}
    sealed = store.rows(PERSON, ids)
    closed = vault.without_key({row.subject for row in sealed}) if sealed else frozenset()
    for row in vault.open([row for row in sealed if row.subject not in closed]):
        for column in (*REACHED, "name"):
            form = normal(PERSON.indexes[column].normal, row.values[column] or "")
            if (column, form) in wanted:
                found.setdefault((column, form), []).append(row.row)
    return found


def _with(column: str, tokens: Collection[int | None]) -> list[str]:
    there = Person.objects.filter(**{f"{column}__in": [token for token in tokens if token is not None]})
    return list(there.values_list("pk", flat=True))
