"""What the server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hjemmel.desk.machine import stay

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hjemmel.web.settings")

application = get_wsgi_application()
# Every page's code, now rather than while the first visitor waits.
_ = get_resolver().url_patterns
stay()
