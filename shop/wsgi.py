import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_wsgi_application()

from catalogue.search import services as search  # noqa: E402 - Django has to be up
from shop.operations.rubbish import collect_seldom  # noqa: E402

search.warm_up()
collect_seldom()
