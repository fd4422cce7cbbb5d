"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "hjemmel.capabilities.mailings"
    label = "mailings"
    verbose_name = "Mailings"
    default_auto_field = "django.db.models.BigAutoField"
