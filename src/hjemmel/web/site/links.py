"""The same public page in each language."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

NAMES = {"nb": "Norsk", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    lang: str
    name: str
    href: str
    is_current: bool


def other_languages(page: str, lang: str, *arguments: object) -> tuple[LanguageLink, ...]:
    return tuple(
        LanguageLink(
            lang=code, name=name, href=reverse(f"site:{page}_{code}", args=arguments), is_current=code == lang
        )
        for code, name in NAMES.items()
    )
