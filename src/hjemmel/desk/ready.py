"""Makes Django ready for a program that is not the server: import this before anything that holds models.

It names the settings by their path alone, for a desk may not import the pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hjemmel.web.settings")
django.setup()
