"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "hjemmel.capabilities.mailboxes"
    label = "mailboxes"
    verbose_name = "Mailboxes"
    default_auto_field = "django.db.models.BigAutoField"
