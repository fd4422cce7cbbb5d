"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "hjemmel.capabilities.tokens"
    label = "tokens"
    verbose_name = "Access tokens"
    default_auto_field = "django.db.models.BigAutoField"
