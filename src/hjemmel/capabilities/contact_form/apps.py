"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class ContactFormConfig(AppConfig):
    name = "hjemmel.capabilities.contact_form"
    label = "contact_form"
    verbose_name = "Contact form"
    default_auto_field = "django.db.models.BigAutoField"
