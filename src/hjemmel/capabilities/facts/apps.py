"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "hjemmel.capabilities.facts"
    label = "facts"
    verbose_name = "Facts"
    default_auto_field = "django.db.models.BigAutoField"
