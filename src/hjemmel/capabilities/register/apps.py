"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "hjemmel.capabilities.register"
    label = "register"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"
