"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "hjemmel.capabilities.keys"
    label = "keys"
    verbose_name = "Keys"
    default_auto_field = "django.db.models.BigAutoField"
