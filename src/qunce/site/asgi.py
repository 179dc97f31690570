"""The application that the web server runs."""

import os

from django.core.asgi import get_asgi_application

from qunce.site.uploads import Limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.site.settings")
application = Limited(get_asgi_application())
