"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "hjemmel.capabilities.ledger"
    label = "ledger"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"
