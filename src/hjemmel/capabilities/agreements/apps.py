"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "hjemmel.capabilities.agreements"
    label = "agreements"
    verbose_name = "Agreements"
    default_auto_field = "django.db.models.BigAutoField"
