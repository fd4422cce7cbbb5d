"""Whether somebody is in the register already: by e-mail address and phone number, or by name where neither is known.

A question for a person to answer: two people may share an address, and one may have two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import connection

from hjemmel.capabilities.register import store
from hjemmel.capabilities.register.new import NewPerson
from hjemmel.engine.register.layout import PERSON
from hjemmel.engine.vault.vault import Vault

REACHED = ("email", "phone")
Sign = tuple[str, str]
"""A column, and what stands there as it is compared."""


def alike(vault: Vault, news: Sequence[NewPerson]) -> list[dict[str, frozenset[str]]]:
    """For each, the persons of the register that may be the same, and the columns that tell; of those in the list, the
    ones before it as `#0`, `#1`."""
    forms = {column: vault.index(index).form for column, index in PERSON.indexes.items()}
    known = [_known_by(new, forms) for new in news]
    there = _there(vault, {sign for signs in known for sign in signs})
    before: dict[Sign, str] = {}
    found: list[dict[str, frozenset[str]]] = []
    for number, signs in enumerate(known):
        same: dict[str, frozenset[str]] = {}
        for sign in signs:
            for one in (*there.get(sign, ()), before.get(sign)):
                if one is not None:
                    same[one] = same.get(one, frozenset()) | {sign[0]}
        found.append(same)
        before.update(dict.fromkeys(signs, f"#{number}"))
    return found


def _known_by(new: NewPerson, forms: Mapping[str, Callable[[str], str]]) -> list[Sign]:
    """What tells whether two rows may be one person, as it is compared."""
    texts = (("email", new.email), ("phone", new.phone))
    signs = [(column, form) for column, text in texts if text and (form := forms[column](text))]
    if signs or not new.name:
        return signs
    form = forms["name"](new.name)
    return [("name", form)] if form else []


def _there(vault: Vault, wanted: Collection[Sign]) -> dict[Sign, list[str]]:
    """The persons of the register with these signs: found by tokens, then opened and looked at."""
    ids: set[str] = set()
    indexes = {column: vault.index(index) for column, index in PERSON.indexes.items()}
    for column in {column for column, _ in wanted}:
        token_of_form = indexes[column].token_of_form
        tokens = {token_of_form(form) for kind, form in wanted if kind == column}
        ids.update(_with(PERSON.tokens[column], tokens))
    found: dict[Sign, list[str]] = {}
    sealed = store.rows(PERSON, ids)
    closed = vault.without_key({row.subject for row in sealed}) if sealed else frozenset()
    for row in vault.open([row for row in sealed if row.subject not in closed]):
        for column in (*REACHED, "name"):
            form = indexes[column].form(row.values[column] or "")
            if (column, form) in wanted:
                found.setdefault((column, form), []).append(row.row)
    return found


def _with(column: str, tokens: Collection[int | None]) -> list[str]:
    """By hand, for an import asks this of thousands a second."""
    wanted = [token for token in tokens if token is not None]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {PERSON.name} WHERE {column} IN ({', '.join(['%s'] * len(wanted))})", wanted
        )
        return [id for (id,) in cursor.fetchall()]
